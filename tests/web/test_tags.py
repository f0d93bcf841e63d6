from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django import forms
from django.http import HttpRequest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.html import strip_tags
from django.utils.translation import override

from hygie.core.paging import Page
from hygie.web.charts import Chart, Kind, Series, Sparkline
from hygie.web.components import JobProgress, Moment, Step, StepState, Tile, render_job
from hygie.web.slots import SlotItem, slot_items
from hygie.web.tones import Tone
from hygie.web.widgets import DateInput, FileInput


def render(markup: str, request: HttpRequest | None = None, **context: Any) -> str:
    with override("en"):
        return Template("{% load hygie %}" + markup).render(Context({"request": request, **context}))


def words(markup: str) -> str:
    return " ".join(strip_tags(markup).split())


@dataclass(frozen=True)
class Status:
    label: str
    tone: str


class FormOfAllKinds(forms.Form):
    title = forms.CharField(help_text="Short.")
    happened_on = forms.DateField(widget=DateInput)
    file = forms.FileField(required=False, widget=FileInput(accept=".pdf"))
    level = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    sure = forms.BooleanField()
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


@pytest.mark.parametrize("tone", Tone)
def test_a_badge_says_its_tone_in_words(tone):
    badge = render("{% badge status %}", status=Status("Met <3", tone))
    assert f"tone-{tone}" in badge
    assert "Met &lt;3" in badge
    assert 'class="badge quiet' in render("{% badge status quiet=True %}", status=Status("Met", tone))


def test_a_badge_takes_words_alone():
    assert "tone-neutral" in render("{% badge text='Draft' %}")
    assert "tone-danger" in render("{% badge text='Late' tone='danger' %}")


def test_an_unknown_tone_is_an_error():
    with pytest.raises(ValueError, match="pink"):
        render("{% badge text='Late' tone='pink' %}")


def test_a_mark_of_the_matrix_is_read_aloud():
    mark = render("{% mark status %}", status=Status("Overdue", Tone.DANGER))
    assert 'class="visually-hidden">Overdue<' in mark
    assert words(mark) == "✕Overdue"


@pytest.mark.parametrize(
    ("trend", "better", "tone"),
    [
        ("up", "up", Tone.SUCCESS),
        ("down", "up", Tone.DANGER),
        ("down", "down", Tone.SUCCESS),
        ("flat", "up", Tone.NEUTRAL),
        ("", "up", Tone.NEUTRAL),
    ],
)
def test_a_change_is_good_or_bad_by_the_way_one_wishes(trend, better, tone):
    assert Tile("Overdue", 3, trend=trend, better=better).delta_tone is tone


def test_a_tile_shows_figure_unit_change_and_link():
    tile = render("{% tile label='Late' value=1284 unit='days' delta='+3' trend='up' better='down' url='/late/' %}")
    assert words(tile) == "Late 1,284&nbsp;days +3"
    assert 'href="/late/"' in tile
    assert 'aria-label="rising"' in tile


def test_a_tile_without_a_figure_shows_a_dash_and_zero_is_a_figure():
    assert "–" in render("{% tile item %}", item=Tile("Late", None))
    assert words(render("{% tile item %}", item=Tile("Late", 0))) == "Late 0"


def test_blocks_hold_what_stands_between_their_ends():
    assert words(render("{% card 'History' url='/all/' link='All' %}<p>Body</p>{% endcard %}")) == "History All Body"
    assert words(render("{% alert 'warning' title='Soon' %}Body{% endalert %}")) == "Soon Body"
    assert words(render("{% how %}Because{% endhow %}")) == "How do we know? Because"


def test_a_title_is_escaped():
    assert "<script>" not in render("{% card title %}x{% endcard %}", title="<script>")


def test_a_confirmation_posts_with_its_token_and_works_without_javascript():
    asked = "id='x' button='Close' title='Close it?' url='/close/' action='Yes, close'"
    question = render("{% confirm " + asked + " text='Really.' %}", csrf_token="token-1")
    assert 'method="post" action="/close/"' in question
    assert 'value="token-1"' in question
    assert "<details" in question
    assert "<dialog" in question
    with_field = render("{% confirmation " + asked + " %}<input name='why'>{% endconfirmation %}", csrf_token="t")
    assert "name='why'" in with_field


def test_an_empty_state_says_what_to_do():
    assert words(render("{% empty_state icon='inbox' title='None' url='/new/' action='Add' %}")) == "None Add"


def test_a_timeline_tells_moments_in_paris_and_days_without_hour():
    entries = [
        Moment(datetime(2026, 11, 24, 13, 20, tzinfo=UTC), "Accepted", who="C. Roussel"),
        Moment(date(2026, 11, 12), "Deposited", url="/proof/", icon="upload"),
    ]
    told = words(render("{% timeline entries %}", entries=entries))
    assert told == "24 Nov 2026 at 14:20 · C. Roussel Accepted 12 Nov 2026 Deposited"


def test_steps_say_where_one_stands():
    steps = render("{% steps steps %}", steps=[Step("Proof", StepState.CURRENT), Step("Status", StepState.BLOCKED)])
    assert steps.count('aria-current="step"') == 1
    assert "Proof (you are here)" in words(steps)
    assert "Status (blocked)" in words(steps)


def test_a_progress_keeps_a_point_in_its_attributes_in_french():
    with override("fr"):
        progress = Template("{% load hygie %}{% progress value=1234.5 max=2000 label='x' %}").render(Context())
    assert 'value="1234.5" max="2000"' in progress
    assert "62\xa0%" in progress


def job(**changes: Any) -> JobProgress:
    facts = {"label": "Import", "state_label": "Running", "fragment_url": "/job/part/", "page_url": "/job/"}
    return JobProgress(**facts | changes)


def test_a_running_job_polls_and_offers_a_link_where_scripts_do_not_run():
    shown = render("{% job_progress job %}", job=job(done=4, total=8))
    assert 'hx-get="/job/part/" hx-trigger="every 2s"' in shown
    assert 'href="/job/"' in shown
    assert 'value="4" max="8"' in shown


def test_a_finished_job_stops_polling():
    request = RequestFactory().get("/job/part/")
    assert render_job(request, job()).status_code == 200
    assert render_job(request, job(finished=True)).status_code == 286
    assert "hx-get" not in render("{% job_progress job %}", job=job(finished=True))


def test_a_field_has_its_label_help_and_error_tied_to_it():
    form = FormOfAllKinds({"title": ""})
    form.is_valid()
    field = render("{% field form.title %}", form=form)
    assert '<label for="id_title">' in field
    assert 'aria-describedby="id_title_helptext id_title_error"' in field
    assert 'id="id_title_helptext"' in field
    assert 'id="id_title_error"' in field
    assert 'aria-invalid="true"' in field


def test_a_group_of_choices_is_a_fieldset_with_a_legend():
    group = render("{% field form.level %}", form=FormOfAllKinds())
    assert "<fieldset" in group
    assert "<legend>" in group


def test_what_is_not_required_says_so():
    form = FormOfAllKinds()
    assert "(optional)" in render("{% field form.file %}", form=form)
    assert "(optional)" not in render("{% field form.title %}", form=form)


def test_a_date_keeps_its_value_in_the_form_that_browsers_read():
    form = FormOfAllKinds(initial={"happened_on": date(2026, 11, 24)})
    with override("fr"):
        field = Template("{% load hygie %}{% field form.happened_on %}").render(Context({"form": form}))
    assert 'type="date"' in field
    assert 'value="2026-11-24"' in field


def test_all_fields_are_drawn_hidden_ones_too():
    drawn = render("{% fields form %}", form=FormOfAllKinds())
    assert all(f'name="{name}"' in drawn for name in FormOfAllKinds.base_fields)


def test_the_summary_of_errors_leads_to_each_field_and_is_silent_when_all_is_well():
    form = FormOfAllKinds({})
    form.is_valid()
    form.add_error(None, "Twice the same.")
    summary = render("{% form_errors form %}", form=form)
    assert 'href="#id_title"' in summary
    assert "Twice the same." in summary
    assert "5 things to correct" in words(summary)
    assert render("{% form_errors form %}", form=FormOfAllKinds()).strip() == ""


def test_a_list_on_one_page_has_no_paging():
    assert render("{% paging page %}", RequestFactory().get("/"), page=Page([])).strip() == ""


def test_paging_keeps_the_readers_filters():
    paging = render("{% paging page total=1284 %}", RequestFactory().get("/?q=a&page=old"), page=Page([], "n1", "p1"))
    assert 'rel="next" href="?q=a&amp;page=n1"' in paging
    assert 'rel="prev" href="?q=a&amp;page=p1"' in paging
    assert "1,284" in paging


@pytest.mark.parametrize(
    ("address", "order", "leads_to"),
    [
        ("/?page=x", "", "?sort=name"),
        ("/?sort=name", "ascending", "?sort=-name"),
        ("/?sort=-name", "descending", "?sort=name"),
    ],
)
def test_a_column_sorts_then_sorts_the_other_way(address, order, leads_to):
    column = render("{% sort_th 'name' 'Name' %}", RequestFactory().get(address))
    assert f'href="{leads_to}"' in column
    assert (f'aria-sort="{order}"' in column) is bool(order)


def test_a_person_has_initials_whatever_the_name():
    assert ">CR<" in render("{% person 'Camille Roussel' %}")
    assert ">Z<" in render("{% person 'Zoé' %}")
    assert "None" not in render("{% person '' %}")


def test_a_chart_has_its_table_and_its_data():
    chart = Chart("c1", "By month", Kind.BAR, ["Jan", "</script>"], [Series("Met", [1, None], Tone.SUCCESS)], unit="%")
    drawn = render("{% chart chart %}", chart=chart)
    assert drawn.count("</script>") == 1
    assert words(drawn[drawn.index("<table") :]) == "Met (%) Jan 1 &lt;/script&gt; – "[:-1]


def test_a_chart_refuses_a_series_that_misses_a_label():
    with pytest.raises(ValueError, match="one value for each label"):
        Chart("c1", "By month", Kind.BAR, ["Jan", "Feb"], [Series("Met", [1])])


@pytest.mark.parametrize("values", [[5], [3, 3, 3], [1, 2, 9]])
def test_a_sparkline_stays_in_its_frame(values):
    line = Sparkline.through(values)
    points = [tuple(map(float, point.split(","))) for point in line.points.split()]
    assert len(points) == len(values)
    assert all(0 <= x <= 100 and 0 <= y <= 24 for x, y in points)


def test_a_sparkline_of_nothing_draws_nothing():
    assert 'points=""' in render("{% sparkline values label='x' %}", values=[])


def test_a_slot_shows_its_items_in_order(monkeypatch):
    monkeypatch.setattr(slot_items, "_items", {})
    slot_items.register(SlotItem("b", "side", 2, lambda request, **context: f"<i>{context['name']}</i>"))
    slot_items.register(SlotItem("a", "side", 1, lambda request, **context: "first "))
    slot_items.register(SlotItem("c", "elsewhere", 1, lambda request, **context: "no"))
    assert render("{% slot 'side' name='second' %}", RequestFactory().get("/")) == "first <i>second</i>"
    assert render("{% slot 'side' name='x' %}") == ""
