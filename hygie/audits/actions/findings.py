"""Findings entered by hand, given to somebody, given another deadline, shown with evidence."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hygie.accounts.models import Person
from hygie.core import files
from hygie.core.access import Role, Verb
from hygie.core.actions import Context, Denied, Recording, Refused
from hygie.core.clock import now, today
from hygie.core.files import Upload
from hygie.core.identifiers import new_uid
from hygie.core.tenancy import Scope, TenantQuerySet
from hygie.exchanges.actions import Words, notify
from hygie.territory.actions.changes import lock_organisations
from hygie.territory.models import Organisation

from ..access import Door, SeenFinding, door_to
from ..enums import DueBecause, FindingSeverity
from ..formats import assets
from ..formats.observation import AssetKind
from ..formats.text import ASSET
from ..kinds import ASSIGNED
from ..models import Asset, Audit, Finding, FindingCve, FindingEvent, FindingFile, Weakness
from ..policies import FINDING
from ..queries.people import assignable_to
from ..rules.acceptance import latest_end
from ..rules.identity import ALGORITHM, MANUAL, fingerprint
from .counts import recount
from .finding_moves import held, one
from .priority import prioritise
from .writing import of_organisation, write_findings

SYSTEM = Scope.system()
CVE = re.compile(r"CVE-\d{4}-\d{4,7}")
FILES_AT_MOST = 20


@dataclass(frozen=True)
class HandFinding:
    """A finding as somebody types it: from a report on paper, a call, a mail of the CERT."""

    reference: str
    title: str
    asset: str
    asset_kind: AssetKind
    severity: FindingSeverity
    description: str = ""
    solution: str = ""
    location: str = ""
    cves: Sequence[str] = ()
    audit: Audit | None = None


def assign(ctx: Context, organisation: Organisation, chosen: TenantQuerySet[Finding], person: Person | None) -> int:
    """Give findings to somebody of the establishment, who is told; None takes them back. Returns how many changed."""
    with ctx.recording(Verb.EDIT, FINDING, organisation) as record:
        lock_organisations(organisation)
        role = _role_of(organisation, person)
        mine = of_organisation(chosen, organisation)
        changing = mine.exclude(assignee_id=person.pk) if person else mine.exclude(assignee_id__isnull=True)
        keys = list(changing.order_by("pk").values_list("pk", flat=True))
        changed = write_findings(
            ctx,
            changing,
            "assigned",
            {"assignee_id": person.pk if person else None},
            person.full_name if person else "",
        )
        if not changed:
            record.nothing_changed()
            return 0
        record.event("finding.assigned", organisation, count=changed)
        if person is not None and role is not None and person.pk != ctx.person_id:
            _tell(organisation, person, role, keys)
    return changed


def change_due(
    ctx: Context, organisation: Organisation, chosen: TenantQuerySet[Finding], due_on: date, reason: str
) -> int:
    """Another deadline, chosen here, with its reason. Returns how many changed. Raises Refused per field."""
    _check_due(due_on, reason)
    with ctx.recording(Verb.EDIT, FINDING, organisation) as record:
        lock_organisations(organisation)
        ready = of_organisation(chosen, organisation).filter(is_open=True)
        changing = ready.exclude(due_on=due_on, due_because=DueBecause.BY_HAND)
        keys = list(changing.order_by("pk").values_list("pk", flat=True))
        changed = write_findings(
            ctx, changing, "due", {"due_on": due_on, "due_because": DueBecause.BY_HAND}, reason.strip()
        )
        if not changed:
            record.nothing_changed()
            return 0
        record.event("finding.due_changed", organisation, count=changed)
        prioritise(organisation, Finding.objects.within(SYSTEM).filter(pk__in=keys))
        recount(organisation)
    return changed


def add_finding(ctx: Context, organisation: Organisation, typed: HandFinding) -> Finding:
    """One finding that no report brought. The same reference on the same asset is the same finding. Raises Refused."""
    said = checked(typed)
    with ctx.recording(Verb.EDIT, FINDING, organisation) as record:
        lock_organisations(organisation)
        return entered(record, organisation, MANUAL, said)


def entered(record: Recording, organisation: Organisation, lane: str, said: HandFinding) -> Finding:
    """What was checked, as a finding of this lane, within the caller's action, which has locked the organisation."""
    name = normalised(said.asset_kind, said.asset)
    identity = (said.reference, name)
    known = Finding.objects.within(SYSTEM).filter(organisation=organisation, fingerprint=fingerprint(lane, identity))
    twin = known.select_related("organisation").order_by("pk").first()
    if twin is not None:
        record.nothing_changed()
        return _pressed_twice(twin, said)
    made = _made(organisation, lane, name, identity, said)
    prioritise(organisation, one(made))
    record.event("finding.added", made, severity=int(said.severity))
    recount(organisation)
    return made


def add_evidence(ctx: Context, seen: SeenFinding, upload: Upload, note: str) -> FindingFile:
    """A screenshot, a ticket, a configuration. The same file twice is one. Raises Refused on the field file."""
    organisation = seen.finding.organisation
    if seen.door is Door.AUDIT:
        raise Denied(Verb.EDIT, seen.door.resource)
    file = files.store(upload, organisation, ctx.person_id)
    with ctx.recording(Verb.EDIT, seen.door.resource, organisation) as record:
        lock_organisations(organisation)
        current = held(seen.finding)
        if door_to(ctx, current) is not seen.door:
            files.discard(file)
            raise Denied(Verb.EDIT, seen.door.resource)
        mine = FindingFile.objects.within(SYSTEM).filter(finding=current).select_related("file")
        twin = mine.filter(file__sha256=file.sha256).order_by("pk").first()
        if twin is not None:
            files.discard(file)
            record.nothing_changed()
            return twin
        if mine.count() >= FILES_AT_MOST:
            files.discard(file)
            raise Refused({"file": _("A finding has %(most)d files at most.") % {"most": FILES_AT_MOST}})
        file.save()
        place = {"organisation": organisation, "region_id": organisation.region_pk}
        added = FindingFile.objects.create(**place, finding=current, file=file, note=note.strip()[:200])
        FindingEvent.objects.create(
            **place, finding=current, at=now(), kind="evidence", note=file.name, person_id=ctx.person_id
        )
        record.event("finding.evidence_added", current, count=1)
    return added


def normalised(kind: AssetKind, name: str) -> str:
    """The name of an asset as reports write it; a source tree has no spelling of its own. Raises Refused."""
    spell: dict[AssetKind, Callable[[str], str]] = {
        AssetKind.HOST: assets.host,
        AssetKind.WEB: assets.web,
        AssetKind.DOMAIN: assets.domain,
        AssetKind.PRODUCT: assets.product,
    }
    said = spell[kind](name) if kind in spell else name.strip()[:ASSET]
    if not said:
        raise Refused({"asset": _("This is no name of such an asset: check it, or choose another kind.")})
    return said


def asset_named(organisation: Organisation, kind: AssetKind, name: str) -> Asset:
    """The asset of that name, made where there is none; of one merged into another, the one where it counts."""
    place = {"organisation": organisation, "region_id": organisation.region_pk}
    asset, _new = Asset.objects.within(SYSTEM).get_or_create(**place, kind=kind, name=name, defaults={"made_at": now()})
    return asset.merged_into or asset


def _role_of(organisation: Organisation, person: Person | None) -> Role | None:
    """Raises Refused where the person holds no role there that would let them see it."""
    if person is None:
        return None
    for seat in assignable_to(organisation):
        if seat.person_id == person.pk:
            return seat.role_value
    raise Refused({"assignee": _("Choose somebody who has a role at this establishment.")})


def _tell(organisation: Organisation, person: Person, role: Role, keys: Sequence[int]) -> None:
    """Never what the finding is: the words also leave by mail."""
    if len(keys) == 1:
        uid = Finding.objects.within(SYSTEM).values_list("uid", flat=True).get(pk=keys[0])
        url = reverse("audits:finding", args=[uid])
    elif role is Role.CONTRIBUTOR:
        url = reverse("audits:assigned")
    else:
        url = f"{reverse('audits:findings', args=[organisation.uid])}?assignee={person.uid}"
    say = partial(_assigned_words, organisation, len(keys))
    notify([person], ASSIGNED, organisation, url=url, key=f"{ASSIGNED}:{new_uid()}", say=say)


def _assigned_words(organisation: Organisation, count: int) -> Words:
    told = ngettext(
        "A finding of an audit is assigned to you", "%(count)d findings of audits are assigned to you", count
    )
    return Words(told % {"count": count}, organisation.name)


def _check_due(due_on: date, reason: str) -> None:
    """No further than a risk may be accepted: a far deadline would be an acceptance that nobody signed."""
    problems = {}
    if due_on < today():
        problems["due_on"] = _("Choose a day to come.")
    elif due_on > latest_end(today()):
        problems["due_on"] = _("Twelve months at most: beyond, accept the risk, with its owner and its reason.")
    if not reason.strip() or len(reason) > 600:
        problems["reason"] = _("Say why, in %(most)d characters at most.") % {"most": 600}
    if problems:
        raise Refused(dict(problems))


def checked(typed: HandFinding) -> HandFinding:
    problems = {}
    for name in ("reference", "title", "asset"):
        if not getattr(typed, name).strip():
            problems[name] = _("This field is needed.")
    wrong = [cve for cve in typed.cves if not CVE.fullmatch(cve)]
    if wrong:
        problems["cves"] = _("%(text)s is no CVE: write it as CVE-2024-12345.") % {"text": wrong[0]}
    if problems:
        raise Refused(dict(problems))
    return typed


def _pressed_twice(twin: Finding, said: HandFinding) -> Finding:
    if twin.title != said.title:
        raise Refused({"reference": _("This reference is already used for this asset: open that finding instead.")})
    return twin


def _made(organisation: Organisation, lane: str, name: str, identity: Sequence[str], said: HandFinding) -> Finding:
    place = {"organisation": organisation, "region_id": organisation.region_pk}
    texts = {"title": said.title, "description": said.description, "solution": said.solution}
    weakness, _new = Weakness.objects.within(SYSTEM).get_or_create(
        **place, lane=lane, rule=said.reference, defaults=texts
    )
    moment = now()
    finding = Finding.objects.create(
        **place,
        fingerprint=fingerprint(lane, identity),
        identity=list(identity),
        algorithm=ALGORITHM,
        lane=lane,
        weakness=weakness,
        asset=asset_named(organisation, said.asset_kind, name),
        audit=said.audit,
        title=said.title,
        location=said.location,
        severity=said.severity,
        cves=sorted(set(said.cves)),
        state_since=moment,
        opened_at=moment,
        first_seen_at=moment,
        last_seen_at=moment,
    )
    FindingCve.objects.bulk_create(FindingCve(**place, finding=finding, cve=cve) for cve in finding.cves)
    return finding
