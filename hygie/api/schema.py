"""The OpenAPI schema of this version: the same text from the address, the command and the committed snapshot."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import translation

from hygie.core.api import api_parts

from .frame import PREFIX, Api, build


@cache
def api() -> Api:
    """Built once a process, when every app has registered its part."""
    return build(api_parts)


def schema_text() -> str:
    """In English, whoever asks, with keys in order: a change shows as a difference of lines."""
    with translation.override("en"):
        return json.dumps(schema(), cls=DjangoJSONEncoder, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def schema() -> dict[str, Any]:
    """Its summaries are said in the language of the moment when they are written out."""
    return dict(api().get_openapi_schema(path_prefix=PREFIX))
