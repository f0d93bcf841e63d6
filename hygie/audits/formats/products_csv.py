"""Software and devices in a table: vendor, name, version, and where each runs, in French or in English."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, ClassVar

from .columns import Row, Synonyms, recognised, rows
from .keeping import Unreadable, readable
from .observation import ProductSeen, ReportFacts
from .text import ASSET
from .text import gettext_noop as _

NO_NAME = _("The line names no product.")

COLUMNS: Synonyms = {
    "vendor": ("editeur", "fournisseur", "fabricant", "publisher", "manufacturer"),
    "name": ("nom", "product", "produit", "logiciel", "software", "equipement", "device"),
    "version": ("numero_de_version",),
    "asset": ("actif", "hote", "host", "machine", "serveur", "poste"),
    "purl": (),
}
REQUIRED = ("vendor", "name", "version")


class ProductsCsv:
    """An inventory only: it gives no observations."""

    code: ClassVar[str] = "products-csv"
    label: ClassVar[str] = "CSV"

    def __init__(self) -> None:
        self.facts = ReportFacts()

    @classmethod
    def recognises(cls, head: bytes) -> bool:
        return recognised(head, COLUMNS, REQUIRED)

    def products(self, stream: BinaryIO) -> Iterator[ProductSeen]:
        return readable(self.facts, rows(stream, self.facts, COLUMNS, REQUIRED), _product)


def _product(_line: int, row: Row) -> ProductSeen:
    row.check_width()
    if not row.cell("name"):
        raise Unreadable(NO_NAME)
    return ProductSeen(
        name=row.cell("name")[:ASSET],
        vendor=row.cell("vendor")[:ASSET],
        version=row.cell("version")[:100],
        purl=row.cell("purl")[:500],
        asset=row.cell("asset")[:ASSET],
    )
