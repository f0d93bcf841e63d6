"""The ARS answers: the queue, then rule and evidence side by side, then the next one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from hygie.core.access import Level, Verb
from hygie.core.actions import Refused, Stale
from hygie.core.clock import today
from hygie.core.pages import Over, Request, page
from hygie.territory.asked_group import asked_group

from .. import actions, words
from ..enums import Decision, ProofState
from ..expectations import asked_of, kind_label, measures_said
from ..forms import QueueFilterForm, ReviewForm, show_refusal
from ..history import answers_said
from ..models import Proof
from ..policies import PROOF
from ..queries import reviews as read
from ..queries.departments import departments_of
from ..queries.proofs import proof_or_404, reviews_of
from ..queries.standings import standings_reading
from ..queries.visible import programmes_for
from ..registries import proof_kinds


@page(PROOF, see=Level.DETAIL, do=Verb.REVIEW, over=Over.SCOPE)
@require_GET
def queue(request: Request) -> HttpResponse:
    programmes = [(p.code, words.in_words(p.title)) for p in programmes_for(request.context)]
    form, group = QueueFilterForm(request.GET, programmes, departments_of(request)), asked_group(request)
    group.offer(form)
    only = read.QueueFilter(
        form.chosen("programme"),
        form.chosen("department"),
        form.chosen("q"),
        everything=bool(form.chosen("everything")),
        group=group.rule,
    )
    shown = read.queue(request.context, only, request.GET.get("page", ""))
    context = {
        "form": form,
        "page": shown,
        "total": read.waiting_at_most(request.context, read.COUNTED, only),
        "rows": [(proof, kind_label(proof.kind)) for proof in shown.rows],
        "first": shown.rows[0] if shown.rows else None,
        "narrowed": only != read.QueueFilter(everything=only.everything),
        "region_url": reverse("web:home"),
    }
    return render(request, "obligations/review_queue.html", context)


@page(PROOF, see=Level.DETAIL, do=Verb.REVIEW)
@require_http_methods(["GET", "POST"])
def review(request: Request, uid: UUID) -> HttpResponse:
    proof = proof_or_404(request.context, uid)
    request.require(proof.organisation)
    stale = ""
    if request.method == "POST":
        form = ReviewForm(request.POST)
        done, stale = _answered(request, proof, form)
        if done is not None:
            return done
        if stale:
            proof = proof_or_404(request.context, uid)
            form = _typed_over(request, proof)
    else:
        form = ReviewForm(initial={"seen": proof.version})
    return render(
        request, "obligations/review.html", _review_page(request, proof, form, stale), status=409 if stale else 200
    )


def _answered(request: Request, proof: Proof, form: ReviewForm) -> tuple[HttpResponse | None, str]:
    """Where to go once it is answered, or what somebody else did in the meantime."""
    if not form.is_valid():
        return None, ""
    decision, place = Decision(form.cleaned_data["decision"]), read.place_of(request.context, proof)
    try:
        actions.review_proof(request.context, proof, decision, form.cleaned_data["reason"], form.cleaned_data["seen"])
    except Refused as refused:
        show_refusal(form, refused)
        return None, ""
    except Stale as changed:
        return None, str(changed)
    messages.success(request, _confirmation(decision, str(proof.organisation)))
    if place.next_uid:
        return redirect("obligations:review", place.next_uid), ""
    return redirect("obligations:review_queue"), ""


def _confirmation(decision: Decision, name: str) -> str:
    words_of = {
        Decision.ACCEPTED: _("Accepted: %(name)s sees it at once. Here is the next one."),
        Decision.ASKED: _("Asked: %(name)s sees what you need. Here is the next one."),
        Decision.REFUSED: _("Refused: %(name)s sees why. Here is the next one."),
    }
    return words_of[decision] % {"name": name}


def _typed_over(request: Request, proof: Proof) -> ReviewForm:
    typed = request.POST.copy()
    typed["seen"] = str(proof.version)
    return ReviewForm(typed)


def _review_page(request: Request, proof: Proof, form: ReviewForm, stale: str) -> dict[str, Any]:
    organisation = proof.organisation
    held = standings_reading(request.context, organisation, proof.kind)
    compared = [(one, asked_of(one.standing.requirement, proof, organisation.kind, today())) for one in held]
    return {
        "proof": proof,
        "organisation": organisation,
        "kind_label": kind_label(proof.kind),
        "measures": measures_said(proof_kinds.get(proof.kind), proof.measures),
        "compared": sorted(
            ((one, asked) for one, asked in compared if asked),
            key=lambda pair: not pair[0].standing.requirement.review,
        ),
        "review_moments": answers_said(reviews_of(request.context, [proof])),
        "newer": getattr(proof, "revised_by", None),
        "stands": proof.state == ProofState.STANDING,
        "has_file": proof.file is not None and proof.file.erased_at is None,
        "place": read.place_of(request.context, proof),
        "form": form,
        "stale": stale,
    }
