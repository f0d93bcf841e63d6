"""Operations on obligations: the catalogue, where establishments stand, and the evidence."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from hygie.core.access import Level
from hygie.core.api import ApiPart, ApiRequest, Cursor, Listed, Operations, Typed, api_parts
from hygie.core.pages import Access, Over
from hygie.territory.queries import organisation_or_404

from . import words
from .api_schemas import KindOut, ProgrammeOut, ProofOut, RequirementOut, StandingOut
from .catalogue_reader import load_catalogue
from .policies import PROOF, STATUS
from .queries.proofs import proof_or_404, proof_page
from .queries.standings import names_said, standings_of
from .registries import proof_kinds

ROUTES = Operations()
ANYBODY = Access(Over.PERSON)


@ROUTES.read("/programmes", list[ProgrammeOut], ANYBODY, _("Programmes of the catalogue"))
def programmes(request: ApiRequest) -> list[ProgrammeOut]:
    return [ProgrammeOut.of(programme) for programme in load_catalogue().programmes]


@ROUTES.read("/requirements", list[RequirementOut], ANYBODY, _("Requirements of the catalogue"))
def requirements(request: ApiRequest, programme: Typed = "") -> list[RequirementOut]:
    """`programme`: the code of one of them."""
    return [RequirementOut.of(one) for one in load_catalogue() if programme in {"", one.programme}]


@ROUTES.read("/proof-kinds", list[KindOut], ANYBODY, _("Kinds of evidence, and the measures of each"))
def kinds_of_proof(request: ApiRequest) -> list[KindOut]:
    """What a deposit is made of. A kind that is not `by_hand` is produced by the activity itself."""
    return [KindOut.of(kind) for kind in proof_kinds]


@ROUTES.read(
    "/organisations/{uid}/statuses",
    list[StandingOut],
    Access(Over.ORGANISATION, STATUS, Level.STATUS),
    _("Where an establishment stands on each requirement"),
)
def statuses(request: ApiRequest, uid: UUID) -> list[StandingOut]:
    """The most urgent first; what does not bind it is absent. `why` is told to whoever sees its detail."""
    one = organisation_or_404(request.context, uid)
    request.require(one)
    standings = standings_of(request.context, one)
    told = request.context.sees(Level.DETAIL, STATUS, one)
    names = names_said(standings) if told else {}
    return [
        StandingOut.of(
            standing, words.why(standing.requirement, standing.verdict, names=names) if told else [], explained=told
        )
        for standing in standings
    ]


@ROUTES.read(
    "/organisations/{uid}/proofs",
    Listed[ProofOut],
    Access(Over.ORGANISATION, PROOF, Level.DETAIL),
    _("Evidence of an establishment"),
)
def proofs(request: ApiRequest, uid: UUID, kind: Typed = "", page: Cursor = "") -> Listed[ProofOut]:
    """The latest deposited first, replaced and withdrawn ones too."""
    one = organisation_or_404(request.context, uid)
    request.require(one)
    found = proof_page(request.context, one, kind, page)
    return Listed(rows=[ProofOut.of(proof) for proof in found.rows], next=found.next_cursor)


@ROUTES.read("/proofs/{uid}", ProofOut, Access(Over.ORGANISATION, PROOF, Level.DETAIL), _("One piece of evidence"))
def proof(request: ApiRequest, uid: UUID) -> ProofOut:
    found = proof_or_404(request.context, uid)
    request.require(found.organisation)
    return ProofOut.of(found)


def register() -> None:
    api_parts.register(ApiPart("obligations", _("Obligations and evidence"), ROUTES))
