"""The legal regime of an establishment: since when, what it brings, what it was before. For it and the ARS only."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hygie.core.access import Level, Verb
from hygie.core.pages import Request, page
from hygie.territory.policies import FACT
from hygie.territory.queries import organisation_or_404

from ..policies import ACCREDITATION, REGIME, SECURITY_INDICATORS
from ..queries.regimes import OPERATOR, met_requirements, programmes_of_regime, regime_facts
from ..regime_models import regime_models
from .common import tabs_of


@page(REGIME, see=Level.DETAIL)
@require_GET
def regimes(request: Request, uid: UUID) -> HttpResponse:
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    facts, models = regime_facts(request.context, organisation), regime_models()
    held = {line.fact.value: line for line in facts.current}
    met = met_requirements(request.context, organisation)
    context = {
        "organisation": organisation,
        "tabs": tabs_of(request.context, organisation, "regimes"),
        "held": [
            (model, held[code], programmes_of_regime(code, met)) for code, model in models.items() if code in held
        ],
        "others": [(model, programmes_of_regime(code)) for code, model in models.items() if code not in held],
        "history": facts.others,
        "operator": OPERATOR in held,
        "registers": request.context.sees(Level.STATUS, ACCREDITATION, organisation),
        "indicators": request.context.sees(Level.STATUS, SECURITY_INDICATORS, organisation),
        "edits": request.context.may(Verb.EDIT, FACT, organisation),
    }
    return render(request, "governance/regimes.html", context)
