"""The catalogue: every programme and requirement, with its source, its nature and how sure we are of it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hygie.core.pages import Request, signed_in

from ..catalogue_reader import load_catalogue
from ..enums import Certainty, Nature
from ..expectations import kinds_said
from ..lines import nature_note


@signed_in
@require_GET
def catalogue(request: Request) -> HttpResponse:
    whole = load_catalogue()
    groups = []
    for nature in sorted(Nature, key=lambda nature: nature.rank):
        programmes = [
            (programme, [(r, kinds_said(sorted(r.rule.kinds))) for r in whole.of_programme(programme.code)])
            for programme in whole.programmes
            if programme.nature is nature
        ]
        if programmes:
            groups.append((nature, nature_note(nature), programmes))
    context = {"groups": groups, "count": len(whole), "certainties": list(Certainty)}
    return render(request, "obligations/catalogue.html", context)
