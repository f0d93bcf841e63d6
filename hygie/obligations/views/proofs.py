"""One piece of evidence: its facts, its file, what the ARS said, where it is in the ledger, what it counts for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from hygie.core import files
from hygie.core.access import Level, Verb
from hygie.core.actions import Refused, Stale
from hygie.core.audit import audit_kinds
from hygie.core.pages import Request, page
from hygie.territory.models import Organisation

from .. import actions
from ..enums import Decision, ProofState
from ..expectations import kind_label, measures_said
from ..forms import EraseForm, WithdrawForm, show_refusal
from ..history import answers_said
from ..models import Proof
from ..policies import PROOF
from ..queries.proofs import ledger_of, proof_or_404, reviews_of
from ..queries.standings import Held, standings_reading
from ..registries import proof_kinds


@page(PROOF, see=Level.DETAIL)
@require_GET
def proof(request: Request, uid: UUID) -> HttpResponse:
    shown = proof_or_404(request.context, uid)
    request.require(shown.organisation)
    return render(request, "obligations/proof.html", _proof_page(request, shown))


def _proof_page(request: Request, shown: Proof) -> dict[str, Any]:
    context, organisation = request.context, shown.organisation
    held = standings_reading(context, organisation, shown.kind)
    counts_for = [one for one in held if shown.pk in one.standing.verdict.proofs]
    read_by = [one for one in held if shown.pk not in one.standing.verdict.proofs]
    standing = shown.state == ProofState.STANDING
    edits = context.may(Verb.EDIT, PROOF, organisation)
    return {
        "proof": shown,
        "organisation": organisation,
        "kind_label": kind_label(shown.kind),
        "measures": measures_said(proof_kinds.get(shown.kind), shown.measures),
        "decision": Decision(shown.decision) if shown.decision else None,
        "stands": standing,
        "review_moments": answers_said(reviews_of(context, [shown])),
        "counts_for": counts_for,
        "read_by": read_by,
        "ledger": [(entry, _entry_label(entry.kind)) for entry in ledger_of(context, [shown.uid])],
        "newer": getattr(shown, "revised_by", None),
        "has_file": shown.file is not None and shown.file.erased_at is None,
        "edits": edits and standing,
        "revises": edits and standing and not shown.source,
        "reviews_it": standing and context.may(Verb.REVIEW, PROOF, organisation),
        "erases": context.may(Verb.ADMINISTER, PROOF, organisation) and shown.erased_at is None,
    }


def _entry_label(kind: str) -> str:
    """Ledger entries are named as the audit events of the same act."""
    known = audit_kinds.get(kind)
    return str(known.label) if known else kind


@page(PROOF, see=Level.DETAIL)
@require_GET
def file(request: Request, uid: UUID) -> FileResponse:
    shown = proof_or_404(request.context, uid)
    request.require(shown.organisation)
    if shown.file is None or shown.file.erased_at is not None:
        raise Http404
    try:
        return files.download(shown.file)
    except FileNotFoundError:
        raise Http404 from None


@page(PROOF, see=Level.DETAIL, do=Verb.EDIT)
@require_http_methods(["GET", "POST"])
def withdraw(request: Request, uid: UUID) -> HttpResponse:
    """Take it back, with a reason. Told when somebody changed it meanwhile; the reason typed is kept."""
    shown = proof_or_404(request.context, uid)
    request.require(shown.organisation)
    form = WithdrawForm(request.POST or None, initial={"seen": shown.version})
    stale = ""
    if form.is_valid():
        try:
            actions.withdraw_proof(request.context, shown, form.cleaned_data["seen"], form.cleaned_data["reason"])
        except Refused as refused:
            show_refusal(form, refused)
        except Stale as changed:
            stale = str(changed)
            shown = proof_or_404(request.context, uid)
            form = WithdrawForm(_typed_over(request, shown))
        else:
            messages.success(request, _("Withdrawn: it counts no more, and stays readable."))
            return redirect("obligations:proof", shown.uid)
    context = {
        "proof": shown,
        "organisation": shown.organisation,
        "kind_label": kind_label(shown.kind),
        "form": form,
        "stale": stale,
        "counts_for": _counts_for(request, shown.organisation, shown),
    }
    return render(request, "obligations/withdraw.html", context, status=409 if stale else 200)


def _typed_over(request: Request, shown: Proof) -> Any:
    typed = request.POST.copy()
    typed["seen"] = str(shown.version)
    return typed


def _counts_for(request: Request, organisation: Organisation, shown: Proof) -> list[Held]:
    held = standings_reading(request.context, organisation, shown.kind)
    return [one for one in held if shown.pk in one.standing.verdict.proofs]


@page(PROOF, do=Verb.ADMINISTER)
@require_http_methods(["GET", "POST"])
def erase(request: Request, uid: UUID) -> HttpResponse:
    """Erase the document and the free text: what they said of people goes, the facts and the chain stay."""
    shown = proof_or_404(request.context, uid)
    request.require(shown.organisation)
    form = EraseForm(request.POST or None)
    if form.is_valid():
        try:
            actions.erase_proof_file(request.context, shown, form.cleaned_data["reason"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Erased. The dates, the measures and the decisions stay."))
            return redirect("obligations:proof", shown.uid)
    context = {"proof": shown, "organisation": shown.organisation, "kind_label": kind_label(shown.kind), "form": form}
    return render(request, "obligations/erase.html", context)
