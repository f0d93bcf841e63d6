"""Operations on the regional picture, on an establishment's own level, and on the national tables."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from ninja import Schema

from hygie.core.access import Level
from hygie.core.api import ApiPart, ApiRequest, Cursor, Listed, Operations, Typed, api_parts
from hygie.core.clock import today
from hygie.core.pages import Access, Over
from hygie.obligations.enums import Nature
from hygie.obligations.queries.visible import codes_of, programmes_for
from hygie.territory.api import PlaceOut
from hygie.territory.queries import organisation_or_404
from hygie.web.tones import Tone

from .enums import CategoryGroup, Dimension, PeerGroup, TableKind
from .policies import HELP, LEVEL, NATION, PICTURE
from .queries.home import Help, all_to_help, counted_on
from .queries.level import NatureLevel, Peers, is_compared, levels_of, looked_at, months_shown, next_tasks, peers_of
from .queries.nation import NationalTable, published_quarters, tables_of
from .queries.sums import GroupLine, first_day, groups_on, totals_on, whole_region
from .rules import ReasonKind
from .rules.peers import Standing
from .rules.quarters import Quarter

ROUTES = Operations()


class TotalOut(Schema):
    """One programme on one day. `places`: establishments that it binds; `complete`: that meet the whole of it.

    The others add up requirements: judged (binding and not waived), met, verified by the ARS, overdue, missing.
    """

    programme: str
    nature: Nature
    places: int
    complete: int
    judged: int
    met: int
    verified: int
    overdue: int
    missing: int


class PictureOut(Schema):
    """The region, or the departments that one follows, on a day; `first_day` is the first that was recorded."""

    on: date
    first_day: date | None
    programmes: list[TotalOut]


@ROUTES.read(
    "/region/totals", PictureOut, Access(Over.SCOPE, PICTURE, Level.STATUS), _("Totals of the region on a day")
)
def totals(request: ApiRequest, on: date | None = None) -> PictureOut:
    """As recorded at the end of that day; as it stands now for today, or without a day."""
    day = min(on or today(), today())
    found = totals_on(request.context, day)
    programmes = [
        TotalOut(programme=one.code, nature=one.nature, **vars(found[one.code]))
        for one in programmes_for(request.context)
        if one.code in found
    ]
    return PictureOut(on=day, first_day=first_day(request.context), programmes=programmes)


class ReasonOut(Schema):
    """One reason and its points. `code`: the nature or the indicator; `count`: requirements, or days of silence."""

    kind: ReasonKind
    code: str
    count: int
    points: int


class HelpOut(Schema):
    """An establishment that needs help: its points are those of its reasons, the heaviest first."""

    organisation: PlaceOut
    points: int
    overdue: int
    reasons: list[ReasonOut]

    @classmethod
    def of(cls, one: Help) -> HelpOut:
        need = one.need
        reasons = [ReasonOut(**vars(reason)) for reason in one.reasons]
        place = PlaceOut.of(need.organisation)
        return cls(organisation=place, points=need.points, overdue=need.overdue, reasons=reasons)


@ROUTES.read("/region/help", Listed[HelpOut], Access(Over.SCOPE, HELP, Level.DETAIL), _("Who needs help first"))
def help_first(request: ApiRequest, page: Cursor = "") -> Listed[HelpOut]:
    """Everybody where something is overdue, those with the most points first."""
    found, helps = all_to_help(request.context, page, None)
    return Listed(rows=[HelpOut.of(one) for one in helps], next=found.next_cursor)


class IndicatorOut(Schema):
    """One indicator: `value` establishments of `total` are as one wishes."""

    indicator: str
    label: str
    value: int
    total: int


class IndicatorsOut(Schema):
    on: date
    indicators: list[IndicatorOut]


@ROUTES.read(
    "/region/indicators", IndicatorsOut, Access(Over.SCOPE, PICTURE, Level.STATUS), _("Indicators counted on a day")
)
def region_indicators(request: ApiRequest, on: date | None = None) -> IndicatorsOut:
    """Without a day, the last that was counted. A department's are counted now, without a past."""
    day, lines = counted_on(request.context, on)
    shown = [
        IndicatorOut(indicator=one.code, label=str(one.label), value=count.value, total=count.total)
        for one, count in lines
    ]
    return IndicatorsOut(on=day, indicators=shown)


class GroupOut(Schema):
    """One group on a day, with the figures of the totals. `low` and `high`: between which the share of establishments
    that meet the whole programme lies with 95 % confidence; `differs`: the region's own share is outside of it."""

    key: str
    name: str
    places: int
    complete: int
    judged: int
    met: int
    verified: int
    overdue: int
    missing: int
    low: float
    high: float
    differs: bool

    @classmethod
    def of(cls, one: GroupLine) -> GroupOut:
        interval = one.total.interval
        return cls(
            key=one.key,
            name=one.name,
            low=interval.low,
            high=interval.high,
            differs=one.differs,
            **vars(one.total),
        )


class GroupsOut(Schema):
    programme: str
    on: date
    groups: list[GroupOut]


@ROUTES.read(
    "/region/groups", GroupsOut, Access(Over.SCOPE, PICTURE, Level.STATUS), _("A programme by groups on a day")
)
def region_groups(
    request: ApiRequest, programme: Typed = "", by: Dimension = Dimension.DEPARTMENT, on: date | None = None
) -> GroupsOut:
    """As recorded at the end of a day that is over, yesterday by default; for whoever follows a whole region.

    `programme`: a code, the catalogue's first one by default.
    """
    yesterday = today() - timedelta(days=1)
    day = min(on or yesterday, yesterday)
    known = codes_of(programmes_for(request.context))
    code = programme or known[0]
    seen = code in known and whole_region(request.context)
    lines = groups_on(request.context, by, code, day) if seen else []
    return GroupsOut(programme=code, on=day, groups=[GroupOut.of(line) for line in lines])


class MonthOut(Schema):
    """The share met at the end of a day, between 0 and 1; null when nothing was judged."""

    on: date
    share: float | None


class PositionOut(Schema):
    """Among the others of its group: how many stand below and level, and their median rounded to five percent."""

    others: int
    below: int
    level: int
    middle: int

    @classmethod
    def of(cls, one: Standing) -> PositionOut:
        return cls(**vars(one))


class NatureOut(Schema):
    """Requirements of one nature, and a year of them. `position` is null without a comparison."""

    nature: Nature
    met: int
    judged: int
    overdue: int
    past: list[MonthOut]
    position: PositionOut | None

    @classmethod
    def of(cls, one: NatureLevel, peers: Peers | None) -> NatureOut:
        standing = peers.standings.get(one.nature) if peers else None
        return cls(
            nature=one.nature,
            met=one.met,
            judged=one.judged,
            overdue=one.overdue,
            past=[MonthOut(on=day, share=share) for day, share in zip(months_shown(), one.past, strict=True)],
            position=PositionOut.of(standing) if standing else None,
        )


class LookedAtOut(Schema):
    """What an indicator says of the establishment, in words."""

    label: str
    text: str
    tone: Tone


class NextOut(Schema):
    title: str
    why: str
    due_on: date | None


class LevelOut(Schema):
    """`compared` and `peers`, with whom, are told to whoever steers the establishment: null for the ARS."""

    natures: list[NatureOut]
    indicators: list[LookedAtOut]
    next_steps: list[NextOut]
    compared: bool | None
    peers: PeerGroup | None


@ROUTES.read(
    "/organisations/{uid}/level",
    LevelOut,
    Access(Over.ORGANISATION, LEVEL, Level.STATUS),
    _("Level of an establishment"),
)
def level(request: ApiRequest, uid: UUID) -> LevelOut:
    """Where it stands by nature, its year, and its place among peers that agreed and have no name."""
    one = organisation_or_404(request.context, uid)
    request.require(one)
    levels = levels_of(request.context, one)
    compared = is_compared(one) if request.context.sees(Level.DETAIL, LEVEL, one) else None
    peers = peers_of(request.context, one, levels) if compared else None
    tasks = next_tasks(request.context, one)
    return LevelOut(
        natures=[NatureOut.of(nature, peers) for nature in levels],
        indicators=[LookedAtOut(label=label, text=value.text, tone=value.tone) for label, value in looked_at(one)],
        next_steps=[NextOut(title=task.title, why=task.why, due_on=task.due_on) for task in tasks],
        compared=compared,
        peers=peers.group if peers else None,
    )


class QuarterOut(Schema):
    """A quarter ("2026-Q3") and a programme of which tables were published."""

    quarter: str
    programme: str


class RegionLineOut(Schema):
    """One region, "" for the whole country. Figures by column, the total last; null is hidden."""

    region: str
    figures: list[int | None]


class TableOut(Schema):
    """One table as it was published. A `withheld` one has no line: any would have told of few establishments."""

    quarter: str
    programme: str
    kind: TableKind
    published_at: datetime
    withheld: bool
    columns: list[CategoryGroup]
    lines: list[RegionLineOut]

    @classmethod
    def of(cls, one: NationalTable, quarter: Quarter, programme: str) -> TableOut:
        return cls(
            quarter=quarter.code,
            programme=programme,
            kind=one.kind,
            published_at=one.published_at,
            withheld=one.withheld,
            columns=[CategoryGroup(code) for code in one.columns],
            lines=[RegionLineOut(region=name, figures=list(figures)) for name, figures in one.everything],
        )


NATIONAL = Access(Over.SCOPE, NATION, Level.COUNTS)


@ROUTES.read("/nation/quarters", list[QuarterOut], NATIONAL, _("Published national tables"))
def nation_quarters(request: ApiRequest) -> list[QuarterOut]:
    """The latest first."""
    known = published_quarters(request.context)
    return [QuarterOut(quarter=quarter.code, programme=programme) for quarter, programme in known]


@ROUTES.read("/nation/tables", list[TableOut], NATIONAL, _("National tables of a programme in a quarter"))
def nation_tables(request: ApiRequest, quarter: Typed = "", programme: Typed = "") -> list[TableOut]:
    """As published at the end of the quarter, by region and group of categories; none where nothing was.

    By default the latest quarter, and the first programme of it.
    """
    for found, code in published_quarters(request.context):
        if quarter in {"", found.code} and programme in {"", code}:
            return [TableOut.of(one, found, code) for one in tables_of(request.context, found, code)]
    return []


def register() -> None:
    api_parts.register(ApiPart("cockpit", _("The region"), ROUTES))
