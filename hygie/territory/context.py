"""What every template may know of the reader's seats."""

from typing import Any

from django.http import HttpRequest


def seats(request: HttpRequest) -> dict[str, Any]:
    return {"seats": getattr(request, "seats", []), "seat": getattr(request, "seat", None)}
