"""What the components of a page take: small typed values that views build and the tags of `hygie` draw."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .tones import Tone

Text = str | Promise
Way = Literal["", "up", "down", "flat"]
#: htmx stops polling on this status.
STOP_POLLING = 286


@dataclass(frozen=True)
class Tile:
    """One figure. `trend` is where it went since last time, `better` the way one wishes it to go."""

    label: Text
    value: object
    unit: Text = ""
    note: Text = ""
    tone: str = Tone.NEUTRAL
    delta: Text = ""
    trend: Way = ""
    better: Way = "up"
    url: str = ""
    icon: str = ""

    @property
    def delta_tone(self) -> Tone:
        """Good news or bad: a fall is good news where fewer is better."""
        if self.trend in {"", "flat"}:
            return Tone.NEUTRAL
        return Tone.SUCCESS if self.trend == self.better else Tone.DANGER

    @property
    def delta_words(self) -> Text:
        words: dict[Way, Text] = {"up": _("rising"), "down": _("falling"), "flat": _("stable"), "": ""}
        return words[self.trend]

    @property
    def delta_icon(self) -> str:
        return {"up": "trending-up", "down": "trending-down", "flat": "minus", "": ""}[self.trend]


@dataclass(frozen=True)
class Moment:
    """One entry of a timeline; a date without a time of day is a civil date."""

    at: date | datetime
    title: Text
    text: Text = ""
    url: str = ""
    tone: str = Tone.NEUTRAL
    icon: str = ""
    who: str = ""

    @property
    def has_time(self) -> bool:
        return isinstance(self.at, datetime)


class StepState(StrEnum):
    DONE = "done"
    CURRENT = "current"
    TODO = "todo"
    BLOCKED = "blocked"

    @property
    def label(self) -> Promise:
        return {
            StepState.DONE: _("done"),
            StepState.CURRENT: _("you are here"),
            StepState.TODO: _("to come"),
            StepState.BLOCKED: _("blocked"),
        }[self]

    @property
    def icon(self) -> str:
        return {StepState.DONE: "check", StepState.BLOCKED: "alert-triangle"}.get(self, "")


@dataclass(frozen=True)
class Step:
    """One link of the chain: obligation, activity, proof, status, picture, priority."""

    label: Text
    state: StepState = StepState.TODO
    note: Text = ""
    url: str = ""


@dataclass(frozen=True)
class JobProgress:
    """A job as its page shows it; `done` and `total` count whatever the job counts, total 0 while it is unknown.

    `fragment_url` answers with `render_job`; `page_url` is the same page again, for readers without JavaScript.
    """

    label: Text
    state_label: Text
    fragment_url: str
    page_url: str
    tone: str = Tone.INFO
    done: int = 0
    total: int = 0
    message: Text = ""
    finished: bool = False
    result_url: str = ""
    result_label: Text = ""
    cancel_url: str = ""


def render_job(request: HttpRequest, job: JobProgress) -> HttpResponse:
    """The fragment that a page polls; it stops asking once the job is finished."""
    status = STOP_POLLING if job.finished else 200
    return render(request, "web/components/job_progress_body.html", {"job": job}, status=status)
