"""Imports lists of GHT: the organisations, and memberships that begin and end on the day of the import.

A GHT of the file is listed whole: a member that is no longer in it leaves today, and its past stays. A legal entity
belongs to one GHT: joining another ends the membership before. GHT that the file does not name are left as they are.
An import of one region touches no GHT, member or site known in another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from django.db import transaction
from django.db.models import F, Q

from hygie.core.access import Verb
from hygie.core.actions import Context
from hygie.core.clock import today
from hygie.core.rowsecurity import aside
from hygie.core.tenancy import Scope

from ..enums import MembershipKind, OrganisationKind
from ..finess import DamagedFile, Notes, Reason
from ..ght import GhtRow, read_ght
from ..imports.queries import entities_by_number
from ..imports.report import Report, report
from ..models import ImportRun, Membership, Organisation
from ..policies import REGISTER
from .authorities import region_of_code
from .changes import lock_organisations, tell_listeners
from .reach import refresh_reach
from .runs import RefusedFile, check_right, digest_of, identity, place_of, record_refusal

SYSTEM = Scope.system()
SOURCE = "ght"


@dataclass
class GhtResult:
    """What one import did, in numbers of GHT, of memberships and of sites that got a position."""

    run: ImportRun
    ghts: Counter[str]
    memberships: Counter[str]
    positions: int


def import_ght(ctx: Context, stream: BinaryIO, name: str, region: str | None = None) -> GhtResult:
    """Import FHIR bundles or the ministry's sheet, of all France or, with an INSEE region code, of one region.

    Importing the same file again changes nothing. Members that the register has not brought yet are left out with a
    reason. Raises DamagedFile (nothing written but the refusal itself), Refused on `region`, and Denied.
    """
    check_right(ctx, region)
    digest, notes = digest_of(stream), Notes()
    try:
        rows = read_ght(stream, notes)
    except DamagedFile as damage:
        raise RefusedFile(damage, record_refusal(ctx, SOURCE, name, digest, region, damage.reasons)) from damage
    with report() as lines, aside(SYSTEM), transaction.atomic():
        place = place_of(region)
        with ctx.recording(Verb.EDIT, REGISTER, place) as record:
            loading = _Loading(notes, lines)
            loading.load(rows, region)
            touched = loading.touched
            refresh_reach(touched)
            lines.notes(notes.refused, notes.warnings)
            run = ImportRun.objects.create(
                **identity(ctx, name, digest, region), source=SOURCE, report_path=lines.path, **loading.counts
            )
            record.event("register.imported", run, file=run.file_name, counts=loading.counts)
            if touched:
                tell_listeners(record, touched)
    return GhtResult(run, loading.ghts, loading.memberships, loading.positions)


@dataclass
class _Loading:
    """One import, inside its transaction."""

    notes: Notes
    lines: Report
    ghts: Counter[str] = field(default_factory=Counter)
    memberships: Counter[str] = field(default_factory=Counter)
    positions: int = 0
    ignored: int = 0
    touched: set[int] = field(default_factory=set)

    @property
    def counts(self) -> dict[str, int]:
        both = self.ghts + self.memberships
        counts = {word: both[word] for word in ("created", "changed", "unchanged", "closed")}
        return counts | {"ignored": self.ignored, "warnings": self.notes.warned, "refused": self.notes.left_out}

    def load(self, rows: Iterable[GhtRow], region: str | None) -> None:
        rows = list(rows)
        entities = entities_by_number(member.finess for row in rows for member in row.members)
        placed = [(row, self._region(row, entities)) for row in rows]
        kept = [(row, own) for row, own in placed if own and region in {None, own}]
        self.ignored = sum(1 for _, own in placed if own and region not in {None, own})
        stated = {row.code: group for row, own in kept if (group := self._group(row, own, region))}
        listed = [row for row, _ in kept if row.code in stated]
        self._enrol(listed, stated, entities, region)
        for row in listed:
            self._place(row.positions, region)

    def _region(self, row: GhtRow, entities: Mapping[str, Organisation]) -> str:
        """The region that the file names, or the one where most members are; empty when neither is known."""
        if row.region:
            return row.region
        known = (entities[member.finess] for member in row.members if member.finess in entities)
        common = Counter(entity.region.code for entity in known if entity.region).most_common(1)
        if not common:
            self.notes.refuse(0, row.code, Reason.NO_REGION)
        return common[0][0] if common else ""

    def _group(self, row: GhtRow, own: str, region: str | None) -> Organisation | None:
        """The organisation of a GHT, created or renamed; none when the import's one region is not where it is known."""
        place = region_of_code(own)
        if place is not None:
            lock_organisations(place)
        known = Organisation.objects.within(SYSTEM).filter(kind=OrganisationKind.GHT, code=row.code)
        group = known.select_related("region").order_by("pk").first()
        name = row.name[:200]
        if group is not None and not _is_of(group, region):
            self.notes.refuse(0, row.code, Reason.OTHER_REGION, row.code)
            return None
        if group is None:
            group = Organisation.objects.create(kind=OrganisationKind.GHT, code=row.code, name=name, region=place)
            self._note(self.ghts, "created", group)
        elif group.name != name:
            self.lines.line("", name, "changed", "name", group.name, name)
            known.filter(pk=group.pk).update(name=name, version=F("version") + 1)
            self._note(self.ghts, "changed", group)
        else:
            self.ghts["unchanged"] += 1
        return group

    def _enrol(
        self,
        rows: Iterable[GhtRow],
        groups: Mapping[str, Organisation],
        entities: Mapping[str, Organisation],
        region: str | None,
    ) -> None:
        """Begin and end memberships so that those of today are what the file states, of entities of the region."""
        stated: dict[int, Organisation] = {}
        for row in rows:
            for member in row.members:
                if member.finess not in entities:
                    self.notes.refuse(0, row.code, Reason.UNKNOWN_MEMBER, member.finess)
                elif not _is_of(entities[member.finess], region):
                    self.notes.refuse(0, row.code, Reason.OTHER_REGION, member.finess)
                else:
                    stated[entities[member.finess].pk] = groups[row.code]
        running = Membership.objects.within(SYSTEM).filter(
            Q(ends_on__isnull=True) | Q(ends_on__gt=today()), kind=MembershipKind.GHT
        )
        concerned = Q(group__in=groups.values()) | Q(organisation__in=stated)
        if region is not None:
            running = running.filter(organisation__region__code=region)
        for membership in running.filter(concerned).select_related("organisation", "group").order_by("pk"):
            group = stated.get(membership.organisation_id)
            if group is not None and group.pk == membership.group_id:
                self.memberships["unchanged"] += 1
                del stated[membership.organisation_id]
            else:
                self._end(membership)
        by_key = {entity.pk: entity for entity in entities.values()}
        for key, group in stated.items():
            self._begin(by_key[key], group)

    def _begin(self, entity: Organisation, group: Organisation) -> None:
        Membership.objects.create(
            organisation=entity,
            region_id=entity.region_pk,
            group=group,
            kind=MembershipKind.GHT,
            starts_on=today(),
        )
        self._note(self.memberships, "created", entity, group)

    def _end(self, membership: Membership) -> None:
        row = Membership.objects.within(SYSTEM).filter(pk=membership.pk)
        row.update(ends_on=max(today(), membership.starts_on))
        self._note(self.memberships, "closed", membership.organisation, membership.group)

    def _place(self, positions: Mapping[str, tuple[float, float]], region: str | None) -> None:
        """Give a position to the sites that have none: the register's own is better."""
        without = Organisation.objects.within(SYSTEM).filter(
            kind=OrganisationKind.SITE, finess__in=positions, latitude__isnull=True
        )
        if region is not None:
            without = without.filter(region__code=region)
        for site in without.order_by("pk"):
            site.latitude, site.longitude = positions[str(site.finess)]
            site.save(update_fields=["latitude", "longitude"])
            self.positions += 1

    def _note(self, counter: Counter[str], what: str, organisation: Organisation, *group: Organisation) -> None:
        counter[what] += 1
        self.touched |= {organisation.pk, *(one.pk for one in group)}
        self.lines.line(organisation.finess or "", organisation.name, what, "", "", *(one.name for one in group))


def _is_of(organisation: Organisation, region: str | None) -> bool:
    """Whether an import of this region may touch it; one of all France may touch everything."""
    return region is None or (organisation.region is not None and organisation.region.code == region)
