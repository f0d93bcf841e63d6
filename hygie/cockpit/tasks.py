"""The cockpit's jobs and commands."""

from __future__ import annotations

import argparse
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from hygie.core.clock import today
from hygie.core.commands import Command, CommandError, commands
from hygie.core.demo import DemoLoader, demo_loaders
from hygie.core.jobs import JobKind, Progress, job_kinds

from . import actions, demo
from .actions.refreshing import is_due
from .rules.quarters import Quarter

TWO_YEARS = timedelta(days=731)


def register() -> None:
    job_kinds.register(JobKind("cockpit.days", _("Keep the picture of the day"), keep_days, daily_at="00:30"))
    job_kinds.register(JobKind("cockpit.refresh", _("Refresh the regional situation"), refresh, wanted=is_due))
    job_kinds.register(JobKind("cockpit.bulletin", _("Send the weekly bulletin"), send_bulletins, daily_at="07:00"))
    commands.register(
        Command("rebuild-pictures", "write the daily regional sums again from the history", rebuild, _arguments)
    )
    job_kinds.register(JobKind("cockpit.nation", _("Publish the national tables"), publish_due, daily_at="01:00"))
    commands.register(
        Command("publish-quarter", "freeze the national tables of a quarter that is over", publish, _quarter_argument)
    )
    demo_loaders.register(DemoLoader("cockpit", 50, demo.load))


def refresh(progress: Progress) -> int:
    """Who needs help first, and what the indicators count today."""
    return actions.refresh()


def send_bulletins(progress: Progress) -> dict[str, int]:
    """Every day, so that a Monday without a worker is made up for; each reader has each week once."""
    return actions.send_bulletins(progress.update)


def keep_days(progress: Progress) -> int:
    """Yesterday, and every day before that was missed."""
    return actions.record_missing(progress.update)


def publish_due(progress: Progress) -> int:
    """The quarter that has just ended, once its last day is recorded. Returns how many tables were published."""
    actions.record_missing(progress.update)
    return actions.publish_due()


def _quarter_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("quarter", nargs="?", default="", help="2026-Q3; every one that is due when not given")


def publish(options: argparse.Namespace) -> int:
    actions.record_missing()
    try:
        made = actions.publish_quarter(Quarter.from_code(options.quarter)) if options.quarter else actions.publish_due()
    except ValueError as wrong:
        raise CommandError(str(wrong)) from wrong
    print(f"{made} tables published")
    return 0


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="first", default="", help="first day, YYYY-MM-DD; two years ago when not given")
    parser.add_argument("--to", dest="last", default="", help="last day, YYYY-MM-DD; yesterday when not given")


def rebuild(options: argparse.Namespace) -> int:
    try:
        first = date.fromisoformat(options.first) if options.first else today() - TWO_YEARS
        last = date.fromisoformat(options.last) if options.last else today()
    except ValueError as wrong:
        raise CommandError(f"give days as YYYY-MM-DD: {wrong}") from wrong
    actions.rebuild(first, last, print)
    return 0
