"""My establishment: twenty minutes this week, then every requirement by urgency; and one requirement whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from hygie.core.access import REGIONAL_ROLES, Level, Verb
from hygie.core.clock import today
from hygie.core.pages import Request, page, signed_in
from hygie.territory.access import ActiveSeat
from hygie.territory.models import Organisation
from hygie.territory.queries import organisation_or_404
from hygie.web.formats import number

from .. import words
from ..catalogue_reader import load_catalogue
from ..chain import chain_of
from ..enums import Nature, Status
from ..expectations import asked_by
from ..forms import EstablishmentFilter
from ..history import answers_said, history_said, just_changed
from ..lines import Line, Offer, Reader, nature_note, offer_of, programme_title
from ..policies import CALL_SHEET, PROOF, STATUS, WAIVER
from ..queries.dossiers import dossier_of
from ..queries.establishments import answered_for, urgent_in
from ..queries.proofs import proofs_for, reviews_of, waivers_of
from ..queries.standings import Standing, history_of, members_judged, standings_of
from ..queries.subjects import SETTLED, requirement_key
from ..queries.visible import programmes_for, requirement_for
from ..requirements import Requirement
from ..rules import next_things, status_of

OFFERED = 3
#: a longer list of what is lacking opens on demand
SHOWN_FIRST = 8
OFFERED_TO_SEVERAL = 5


@dataclass(frozen=True)
class Group:
    """The requirements of one nature, and how many of them are met."""

    nature: Nature
    note: str
    met: int
    judged: int
    unmet_lines: Sequence[Line] = ()
    other_lines: Sequence[Line] = ()

    @property
    def several(self) -> bool:
        """Whether a line must say its programme."""
        lines = (*self.unmet_lines, *self.other_lines)
        return len({line.requirement.programme for line in lines}) > 1

    @property
    def first_lines(self) -> Sequence[Line]:
        return self.unmet_lines[:SHOWN_FIRST]

    @property
    def more_lines(self) -> Sequence[Line]:
        return self.unmet_lines[SHOWN_FIRST:]

    @property
    def text(self) -> str:
        words = {"met": number(self.met), "judged": number(self.judged)}
        return ngettext("%(met)s of %(judged)s met", "%(met)s of %(judged)s met", self.met) % words


@signed_in
@require_GET
def mine(request: Request) -> HttpResponse:
    """The home of those who answer for establishments: theirs, or the list of them."""
    context, seat = request.context, getattr(request, "seat", None)
    sees_all = STATUS.may(context.role).allows(see=Level.STATUS)
    own = None if sees_all else _granted(request, seat)
    places = answered_for(context, own)
    if len(places) == 1:
        return redirect("obligations:establishment", places[0].uid)
    urgent = urgent_in(context, [place.pk for place in places])
    offers = _offers_over(request, urgent)
    return render(request, "obligations/mine.html", {"places": places, "offers": offers})


def _granted(request: Request, seat: ActiveSeat | None) -> list[int]:
    """Whoever sees no status by their role sees only what was opened to them, establishment by establishment."""
    holders = seat.holders if seat else ()
    return [holder.pk for holder in holders if request.context.sees(Level.STATUS, STATUS, holder)]


def _offers_over(request: Request, urgent: Sequence[tuple[Organisation, Standing]]) -> list[Offer]:
    """The most urgent things of several establishments; each is asked of the reader's rights once chosen."""
    by_verdict = {id(standing.verdict): (organisation, standing) for organisation, standing in urgent}
    judged = [(standing.requirement, standing.verdict) for _, standing in urgent]
    offers = []
    for thing in next_things(judged, today(), OFFERED_TO_SEVERAL):
        organisation, standing = by_verdict[id(thing.verdict)]
        reader = Reader.of(request.context, organisation, [standing])
        offers.append(offer_of(reader.line(standing), thing))
    return offers


@page(STATUS, see=Level.STATUS)
@require_GET
def establishment(request: Request, uid: UUID) -> HttpResponse:
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    standings = standings_of(request.context, organisation)
    reader = Reader.of(request.context, organisation, standings)
    whole = _groups(reader, standings)
    programmes = [(p.code, words.in_words(p.title)) for p in programmes_for(request.context)]
    present = {standing.requirement.programme for standing in standings}
    shown_statuses = [status for status in Status if any(standing.status is status for standing in standings)]
    form = EstablishmentFilter(request.GET, [p for p in programmes if p[0] in present], shown_statuses)
    context = {
        "organisation": organisation,
        "reader": reader,
        "form": form,
        "filtered": bool(form.chosen("programme") or form.chosen("status")),
        "offers": _offers(reader, standings),
        "groups": [narrowed for group in whole if (narrowed := _narrowed(group, form))],
        "groups_whole": [group for group in whole if group.judged],
        "in_review": sum(standing.status is Status.IN_REVIEW for standing in standings),
        "can_call": request.context.sees(Level.DETAIL, CALL_SHEET, organisation),
    }
    return render(request, "obligations/establishment.html", context)


def _offers(reader: Reader, standings: Sequence[Standing]) -> list[Offer]:
    by_code = {standing.requirement.code: standing for standing in standings}
    things = next_things(((s.requirement, s.verdict) for s in standings), today(), OFFERED)
    return [offer_of(reader.line(by_code[thing.requirement.code]), thing) for thing in things]


def _groups(reader: Reader, standings: Sequence[Standing]) -> list[Group]:
    """One group a nature; what is met or waived comes after what is not."""
    groups = []
    for nature in sorted(Nature, key=lambda nature: nature.rank):
        lines = [reader.line(standing) for standing in standings if standing.requirement.nature is nature]
        if lines:
            met = sum(line.status.satisfies for line in lines)
            judged = sum(line.status.is_judged for line in lines)
            unmet = [line for line in lines if not _is_settled(line)]
            settled = [line for line in lines if _is_settled(line)]
            groups.append(Group(nature, nature_note(nature), met, judged, unmet, settled))
    return groups


def _narrowed(group: Group, form: EstablishmentFilter) -> Group | None:
    """The group with the lines that the filters keep; None when none is left. Its totals stay those of the whole."""
    programme, status = form.chosen("programme"), form.chosen("status")

    def is_kept(line: Line) -> bool:
        return programme in {"", line.requirement.programme} and status in {"", line.status}

    unmet, settled = list(filter(is_kept, group.unmet_lines)), list(filter(is_kept, group.other_lines))
    return replace(group, unmet_lines=unmet, other_lines=settled) if unmet or settled else None


def _is_settled(line: Line) -> bool:
    return line.status in {Status.MET, Status.WAIVED}


@page(STATUS, see=Level.STATUS)
@require_GET
def not_concerned(request: Request, uid: UUID) -> HttpResponse:
    """What does not bind this establishment, and why: judged on the spot, since nothing of it is stored."""
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    dossier = dossier_of(organisation)
    groups = []
    for programme in programmes_for(request.context):
        verdicts = [(r, status_of(r, dossier, today())) for r in load_catalogue().of_programme(programme.code)]
        reasons: dict[str, list[Requirement]] = {}
        for asked, verdict in verdicts:
            if verdict.status is Status.NOT_APPLICABLE:
                reasons.setdefault(" ".join(words.why(asked, verdict)), []).append(asked)
        if reasons:
            groups.append((programme, list(reasons.items())))
    back = reverse("obligations:establishment", args=[uid])
    context = {"organisation": organisation, "groups": groups, "organisation_url": back}
    return render(request, "obligations/not_concerned.html", context)


@page(STATUS, see=Level.STATUS)
@require_GET
def requirement(request: Request, uid: UUID, code: str) -> HttpResponse:
    organisation = organisation_or_404(request.context, uid)
    request.require(organisation)
    asked = requirement_for(request.context, code)
    if asked is None:
        raise Http404
    return render(request, "obligations/requirement.html", _requirement_page(request, organisation, asked))


def _requirement_page(request: Request, organisation: Organisation, asked: Requirement) -> dict[str, Any]:
    context = request.context
    history = history_of(context, organisation, asked)
    standing = next((standing for standing in history if standing.until is None), None)
    verdict = standing.verdict if standing else status_of(asked, dossier_of(organisation), today())
    reader = Reader.of(context, organisation, [standing] if standing else [])
    sees_proofs = context.sees(Level.DETAIL, PROOF, organisation)
    proofs = proofs_for(context, organisation, asked, verdict.proofs) if sees_proofs else []
    reviews = reviews_of(context, proofs) if proofs else []
    sees_waivers, after_deposit = context.sees(Level.STATUS, WAIVER, organisation), "deposited" in request.GET
    region_url = reverse("obligations:requirement_region", args=[asked.code])
    return {
        "organisation": organisation,
        "requirement": asked,
        "programme": load_catalogue().programme(asked.programme),
        "programme_title": programme_title(asked.programme),
        "standing": standing,
        "verdict": verdict,
        "explains": reader.explains,
        "reasons": reader.why(asked, verdict),
        "advice": words.advice(asked, verdict) if reader.explains else "",
        "button": reader.button(standing) if standing else None,
        "steps": chain_of(organisation, asked, verdict, reader),
        "asked": asked_by(asked, organisation.kind),
        "sees_proofs": sees_proofs,
        "counted": [proof for proof in proofs if proof.pk in verdict.proofs],
        "others": [proof for proof in proofs if proof.pk not in verdict.proofs],
        "review_moments": answers_said(reviews),
        "region_url": region_url if context.role in REGIONAL_ROLES else "",
        "history": history_said(history, explained=reader.explains),
        "members": members_judged(context, standing) if standing and reader.explains else [],
        "edits": reader.edits,
        "changed": just_changed(history) if after_deposit else None,
        "next_offer": _next_offer(request, organisation, asked) if after_deposit else None,
        "waivers": waivers_of(context, organisation, asked) if sees_waivers else [],
        "decides": context.may(Verb.DECIDE, WAIVER, organisation),
        "subject_key": requirement_key(organisation, asked.code),
        "waits": standing is not None and verdict.status not in SETTLED,
        "today": today(),
    }


def _next_offer(request: Request, organisation: Organisation, done: Requirement) -> Offer | None:
    """After one thing is done: the next one."""
    others = [s for s in standings_of(request.context, organisation) if s.requirement.code != done.code]
    return next(iter(_offers(Reader.of(request.context, organisation, others), others)), None)
