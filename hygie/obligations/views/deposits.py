"""Evidence is added and corrected. What was typed stays on the page whatever goes wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from hygie.core.access import Level, Verb
from hygie.core.actions import Refused, Stale
from hygie.core.clock import today
from hygie.core.pages import Request, page, signed_in
from hygie.territory.models import Organisation
from hygie.territory.queries import organisation_or_404

from .. import actions
from ..catalogue_reader import load_catalogue
from ..enums import ProofState
from ..expectations import Asked, asked_by, clauses_shown, first_lacking, measures_said, proposed_measures
from ..forms import ProofForm, new_proof_values, proof_values, show_refusal
from ..lines import organisation_url, requirement_url
from ..models import Proof
from ..policies import PROOF
from ..proof_kinds import ProofKind
from ..queries.proofs import proof_or_404, reviews_of
from ..queries.standings import standings_of
from ..queries.visible import requirement_for
from ..registries import proof_kinds
from ..requirements import Requirement
from ..rules import Verdict


@page(PROOF, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def deposit(request: Request, uid: UUID) -> HttpResponse:
    """`?requirement=` says what it is for, `?kind=` which kind of evidence; without either, choose."""
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    requirement = requirement_for(request.context, request.GET.get("requirement", ""))
    kinds = _kinds(requirement)
    verdict = _verdict(request, organisation, requirement)
    kind = _chosen(request.GET.get("kind", ""), kinds, requirement, verdict)
    if kind is None:
        return _choice(request, organisation, kinds)
    clause = first_lacking(requirement, verdict, kind.code) if requirement else None
    if request.method == "POST":
        form = ProofForm(request.POST, request.FILES, kind=kind)
        if (done := _deposited(request, organisation, requirement if verdict else None, form)) is not None:
            return done
    else:
        form = ProofForm(kind=kind, initial=new_proof_values(kind, today(), proposed_measures(clause)))
    context = {
        "organisation": organisation,
        "requirement": requirement,
        "kind": kind,
        "kinds": kinds,
        "form": form,
        "asked": _asked_for(requirement, organisation, kind),
        "also": _also(requirement, kind),
        "had_file": bool(request.FILES),
        "back_url": requirement_url(organisation, requirement) if requirement else organisation_url(organisation),
    }
    return render(request, "obligations/deposit.html", context)


def _choice(request: Request, organisation: Organisation, kinds: Sequence[ProofKind]) -> HttpResponse:
    """Every kind, those that an unmet requirement waits for first."""
    unmet = [standing for standing in standings_of(request.context, organisation) if not standing.status.satisfies]
    wanted = {code for standing in unmet if standing.status.is_judged for code in standing.requirement.rule.kinds}
    context = {
        "organisation": organisation,
        "wanted": [kind for kind in kinds if kind.code in wanted],
        "others": [kind for kind in kinds if kind.code not in wanted],
    }
    return render(request, "obligations/deposit_choice.html", context)


def _deposited(
    request: Request, organisation: Organisation, requirement: Requirement | None, form: ProofForm
) -> HttpResponse | None:
    """Where to go once it is deposited; None when something is to be corrected first."""
    if not form.is_valid():
        return None
    try:
        proof = actions.deposit_proof(
            request.context, organisation, form.kind.code, token=form.cleaned_data["token"], **form.facts
        )
    except Refused as refused:
        show_refusal(form, refused)
        return None
    if requirement is None:
        messages.success(request, _("Evidence received. Here is what it counts for."))
        return redirect("obligations:proof", proof.uid)
    return redirect(f"{requirement_url(organisation, requirement)}?deposited={proof.uid}")


def _kinds(requirement: Requirement | None) -> list[ProofKind]:
    """The kinds that a person may declare: those of the requirement in its rule's order, or all of them."""
    if requirement is None:
        return [kind for kind in proof_kinds if kind.by_hand]
    codes = dict.fromkeys(code for clause in requirement.rule.clauses for code in clause.kinds)
    return [kind for code in codes if (kind := proof_kinds.get(code)) and kind.by_hand]


def _chosen(
    code: str, kinds: Sequence[ProofKind], requirement: Requirement | None, verdict: Verdict | None
) -> ProofKind | None:
    """The kind asked for; else, for a requirement, the one that it lacks first."""
    asked = next((kind for kind in kinds if kind.code == code), None)
    if asked or requirement is None or not kinds:
        return asked
    shown = clauses_shown(verdict)
    lacking = [clause for clause in requirement.rule.clauses if clause.code not in shown]
    wanted = [code for clause in lacking for code in clause.kinds]
    return next((kind for code in wanted for kind in kinds if kind.code == code), kinds[0])


def _verdict(request: Request, organisation: Organisation, requirement: Requirement | None) -> Verdict | None:
    if requirement is None:
        return None
    standings = standings_of(request.context, organisation)
    return next((s.verdict for s in standings if s.requirement.code == requirement.code), None)


def _asked_for(requirement: Requirement | None, organisation: Organisation, kind: ProofKind) -> list[Asked]:
    if requirement is None:
        return []
    clauses = zip(requirement.rule.clauses, asked_by(requirement, organisation.kind), strict=True)
    return [asked for clause, asked in clauses if kind.code in clause.kinds]


def _also(requirement: Requirement | None, kind: ProofKind) -> list[Requirement]:
    """What else reads this kind of evidence: nobody deposits the same thing twice."""
    return [other for other in load_catalogue().touched_by(kind.code) if other != requirement]


@page(PROOF, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def revise(request: Request, uid: UUID) -> HttpResponse:
    proof = proof_or_404(request.context, uid)
    request.require(proof.organisation)
    kind = proof_kinds.get(proof.kind)
    if kind is None:
        raise Http404
    stale = ""
    if request.method == "POST":
        form = ProofForm(request.POST, request.FILES, kind=kind)
        done, stale = _revised(request, proof, form)
        if done is not None:
            return done
        if stale:
            proof, form = _read_again(request, uid, form)
    else:
        form = ProofForm(kind=kind, initial=_values(proof))
    context = {
        "organisation": proof.organisation,
        "proof": proof,
        "kind": kind,
        "form": form,
        "stale": stale,
        "measures": measures_said(kind, proof.measures),
        "replaced": proof.state != ProofState.STANDING,
        "newer": getattr(proof, "revised_by", None),
        "has_file": proof.file is not None and proof.file.erased_at is None,
        "last_review": next(iter(reviews_of(request.context, [proof])), None),
    }
    return render(request, "obligations/revise.html", context, status=409 if stale else 200)


def _revised(request: Request, proof: Proof, form: ProofForm) -> tuple[HttpResponse | None, str]:
    """Where to go once it is revised, or what somebody else did in the meantime."""
    if not form.is_valid():
        return None, ""
    try:
        revision = actions.revise_proof(request.context, proof, form.cleaned_data["seen"] or 0, **form.facts)
    except Refused as refused:
        show_refusal(form, refused)
        return None, ""
    except Stale as stale:
        return None, str(stale)
    messages.success(request, _("The new version replaces the former one, which stays readable."))
    return redirect("obligations:proof", revision.uid), ""


def _read_again(request: Request, uid: UUID, form: ProofForm) -> tuple[Proof, ProofForm]:
    """The evidence as it is now, and the form as it was typed, ready to be sent over what is now known."""
    proof = proof_or_404(request.context, uid)
    typed = request.POST.copy()
    typed["seen"] = str(proof.version)
    return proof, ProofForm(typed, request.FILES, kind=form.kind)


def _values(proof: Proof) -> dict[str, Any]:
    return proof_values(proof.measures, proof.happened_on, proof.expires_on, proof.title, proof.comment, proof.version)


@signed_in
@require_GET
def validity(request: Request, kind: str) -> HttpResponse:
    """The fragment that proposes another end when the date changes; an end typed by hand is left as it is."""
    known = proof_kinds.get(kind)
    if known is None:
        raise Http404
    given = request.GET
    happened_on = given.get("happened_on", "")
    initial = {"happened_on": happened_on, "expires_on": _proposed(known, happened_on, given)}
    return render(request, "obligations/_validity.html", {"form": ProofForm(kind=known, initial=initial)})


def _proposed(kind: ProofKind, happened_on: str, given: QueryDict) -> date | str | None:
    typed, offered_before = given.get("expires_on", ""), given.get("proposed", "")
    if typed and typed != offered_before:
        return str(typed)
    try:
        return kind.default_expiry(date.fromisoformat(happened_on))
    except ValueError:
        return str(typed)
