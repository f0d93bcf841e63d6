"""Policies of an establishment: what is in force, what is being written, what is missing; one version whole."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, OuterRef, Subquery
from django.http import Http404

from hygie.core.access import ESTABLISHMENT_ROLES, Level, Role
from hygie.core.actions import Context
from hygie.core.clock import today
from hygie.core.rowsecurity import aside
from hygie.core.tenancy import Scope
from hygie.obligations.catalogue_reader import load_catalogue
from hygie.obligations.enums import Status
from hygie.obligations.policies import STATUS
from hygie.obligations.queries.standings import standings_of as judged
from hygie.obligations.queries.visible import codes_of, programmes_for
from hygie.obligations.requirements import Requirement
from hygie.territory.enums import OrganisationKind
from hygie.territory.models import Fact, Organisation
from hygie.territory.queries import running

from ..enums import PolicyStanding, Theme, VersionState
from ..models import ChapterComment, PolicyVersion, ReadingRound
from ..policy_models import ChapterModel, policy_models
from ..rules.dates import standing_of

OPEN = [state.value for state in VersionState if state.is_open]


@dataclass(frozen=True)
class PolicyLine:
    """One theme of one establishment: what is in force and what is being written."""

    theme: Theme
    standing: PolicyStanding
    in_force: PolicyVersion | None
    open_version: PolicyVersion | None
    missing: Sequence[ChapterModel] = ()

    @property
    def is_whole_card(self) -> bool:
        """The whole policy always has its place; a thematic one once it is begun."""
        return self.theme is Theme.PSSI or self.standing is not PolicyStanding.MISSING


def policy_lines(context: Context, organisation: Organisation, *, with_chapters: bool = True) -> list[PolicyLine]:
    """Every theme, in the order of `Theme`; `with_chapters`: and what the model has more. One query, or two."""
    rows = PolicyVersion.objects.within(context.scope).filter(
        organisation=organisation, state__in=[*OPEN, VersionState.IN_FORCE]
    )
    found = list(rows.select_related("policy", "document").order_by("policy_id", "number"))
    regimes = regimes_of(context, organisation) if with_chapters else frozenset[str]()
    lines = []
    for theme in Theme:
        mine = [version for version in found if version.policy.theme == theme]
        in_force = next((one for one in mine if one.state == VersionState.IN_FORCE), None)
        writing = next((one for one in mine if one.state_value.is_open), None)
        standing = standing_of(
            in_force.review_on if in_force else None,
            today(),
            in_force=in_force is not None,
            being_written=writing is not None,
        )
        lines.append(PolicyLine(theme, standing, in_force, writing, missing_chapters(in_force, regimes)))
    return lines


def missing_chapters(version: PolicyVersion | None, regimes: Collection[str]) -> list[ChapterModel]:
    """Chapters of the model for these regimes that the version lacks; an uploaded document is not read."""
    if version is None or version.document_id is not None:
        return []
    present = {chapter["code"] for chapter in version.chapters}
    wanted = policy_models()[version.policy.theme_value].chapters_for(regimes)
    return [chapter for chapter in wanted if chapter.code not in present]


def regimes_of(context: Context, organisation: Organisation) -> frozenset[str]:
    """The legal regimes that hold today: told to the establishment's own people and the ARS only. One query at most."""
    if context.role not in ESTABLISHMENT_ROLES | {Role.COORDINATOR}:
        return frozenset()
    rows = Fact.objects.within(context.scope).filter(running(today()), organisation=organisation, kind="regime")
    return frozenset(str(value) for value in rows.order_by("pk").values_list("value", flat=True))


def version_or_404(context: Context, uid: UUID) -> PolicyVersion:
    rows = PolicyVersion.objects.within(context.scope).select_related(
        "policy", "organisation", "organisation__region", "document", "signed_copy", "approved_by", "started_by"
    )
    found = rows.filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def versions_of(context: Context, version: PolicyVersion) -> list[PolicyVersion]:
    """Every version of the same policy, newest first."""
    rows = PolicyVersion.objects.within(context.scope).filter(policy=version.policy)
    return list(rows.order_by("-number"))


def version_before(context: Context, version: PolicyVersion) -> PolicyVersion | None:
    """The last one that was signed before this one."""
    rows = PolicyVersion.objects.within(context.scope).filter(policy=version.policy, number__lt=version.number)
    return rows.exclude(approved_at__isnull=True).order_by("-number").first()


def comments_of(context: Context, version: PolicyVersion) -> list[ChapterComment]:
    rows = ChapterComment.objects.within(context.scope).filter(version=version).select_related("author")
    return list(rows.order_by("written_at", "pk"))


def comment_or_404(context: Context, version: PolicyVersion, uid: UUID) -> ChapterComment:
    rows = ChapterComment.objects.within(context.scope).select_related("version", "organisation")
    found = rows.filter(version=version, uid=uid).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Answer:
    """A requirement that a policy shows once signed, with where the establishment stands on it."""

    requirement: Requirement
    status: Status | None


def answers_of(context: Context, organisation: Organisation) -> Mapping[Theme, list[Answer]]:
    """By theme, the requirements that it answers and that bind the establishment, as the reader may know. One query."""
    if not context.sees(Level.STATUS, STATUS, organisation):
        return {theme: [] for theme in Theme}
    standings = judged(context, organisation)
    return {
        theme: [Answer(one.requirement, one.status) for one in standings if one.requirement.code in model.answers]
        for theme, model in policy_models().items()
    }


def known_answers(context: Context, theme: Theme) -> list[Requirement]:
    """The same from the catalogue alone, whomever they bind. No query."""
    seen, catalogue = set(codes_of(programmes_for(context))), load_catalogue()
    found = (catalogue.get(code) for code in policy_models()[theme].answers)
    return [requirement for requirement in found if requirement is not None and requirement.programme in seen]


@dataclass(frozen=True)
class ReadingCounts:
    reading: ReadingRound
    read: int
    departments: Sequence[tuple[str, int]]

    @property
    def share(self) -> float:
        return min(1.0, self.read / self.reading.expected)


def reading_of(context: Context, version: PolicyVersion) -> ReadingCounts | None:
    """How many have read it, and in which departments: those of fewer than five readers are put together."""
    reading = ReadingRound.objects.within(context.scope).filter(version=version).first()
    if reading is None:
        return None
    rows = reading.acknowledgements.within(context.scope).order_by("department").values("department")
    counts = {row["department"]: row["n"] for row in rows.annotate(n=Count("pk"))}
    named = [(name, count) for name, count in counts.items() if name and count >= 5]
    return ReadingCounts(reading, sum(counts.values()), sorted(named, key=lambda pair: (-pair[1], pair[0])))


def reading_by_uid(uid: UUID) -> ReadingRound | None:
    """For the signed link, which shows one policy to whoever has it: the link is the right."""
    rows = ReadingRound.objects.within(Scope.system()).select_related("version__policy", "organisation")
    with aside(Scope.system()):
        return rows.filter(uid=uid).first()


def standings_in(scope: Scope, region: int | None) -> Iterator[tuple[int, PolicyStanding]]:
    """Where each legal entity stands on its PSSI. One query."""
    mine = PolicyVersion.objects.filter(organisation_id=OuterRef("pk"), policy__theme=Theme.PSSI)
    places = Organisation.objects.within(scope).filter(kind=OrganisationKind.ENTITY, closed_on__isnull=True)
    if region is not None:
        places = places.filter(region_id=region)
    rows = places.order_by("pk").annotate(
        forced=Subquery(mine.filter(state=VersionState.IN_FORCE).order_by("pk").values("review_on")[:1]),
        opened=Subquery(mine.filter(state__in=OPEN).order_by("pk").values("pk")[:1]),
    )
    for pk, forced, opened in rows.values_list("pk", "forced", "opened"):
        yield pk, _standing(forced, opened)


def _standing(review_on: date | None, open_version: int | None) -> PolicyStanding:
    return standing_of(review_on, today(), in_force=review_on is not None, being_written=open_version is not None)
