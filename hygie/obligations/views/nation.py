"""What the nation sees: one fixed table."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hygie.core.access import Level
from hygie.core.pages import Over, Request, page

from ..policies import NATION
from ..queries.nation import SMALLEST, national_table


@page(NATION, see=Level.COUNTS, over=Over.SCOPE)
@require_GET
def nation(request: Request) -> HttpResponse:
    programmes, lines = national_table(request.context)
    shown = [{"name": line.name, "cells": list(zip(programmes, line.cells, strict=True))} for line in lines]
    context = {"programmes": programmes, "lines": shown, "smallest": SMALLEST}
    return render(request, "obligations/nation.html", context)
