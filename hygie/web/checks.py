"""Say at start what a page would only show by looking poor: the front-end files were not fetched."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Warning  # noqa: A004 - Django's own name

from .finders import FILES


def front_end_files(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    missing = [name for name in FILES if not (Path(settings.NODE_MODULES) / name).is_file()]
    if not missing:
        return []
    hint = "Run `make install`: pages work without them, but without their font, icons and charts."
    return [Warning(f"{len(missing)} front-end files are missing from node_modules.", hint=hint, id="web.W001")]
