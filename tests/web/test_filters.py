from django import forms
from django.http import QueryDict
from django.template import Context, Template
from django.test import RequestFactory

from hygie.web.filters import active_chips, cleared, kept, sorted_by, without


class Filters(forms.Form):
    q = forms.CharField(required=False, label="Name", max_length=5)
    department = forms.MultipleChoiceField(
        required=False, label="Department", choices=[("75", "Paris"), ("Others", [("91", "Essonne")])]
    )
    late = forms.BooleanField(required=False, label="Late")
    view = forms.CharField(required=False, widget=forms.HiddenInput)


def chips(query: str) -> list[tuple[str, str, str]]:
    parameters = QueryDict(query)
    return [(chip.label, chip.value, chip.query) for chip in active_chips(Filters(parameters), parameters)]


def test_each_value_has_a_chip_that_takes_it_away_alone_and_starts_paging_again():
    assert chips("department=75&department=91&page=x") == [
        ("Department", "Paris", "?department=91"),
        ("Department", "Essonne", "?department=75"),
    ]


def test_a_box_needs_no_value():
    assert chips("late=on") == [("Late", "", "?")]


def test_empty_refused_and_hidden_values_have_no_chip():
    assert chips("q=&view=map&department=99&q=far-too-long") == []


def test_clearing_keeps_the_order():
    parameters = QueryDict("q=a&late=on&sort=name&page=x")
    assert cleared(parameters, Filters()) == "?sort=name"
    assert kept(parameters, Filters()) == [("sort", "name")]


def test_sorting_turns_round_and_keeps_the_filters():
    assert sorted_by(QueryDict("q=a&page=x"), "name") == "?q=a&sort=name"
    assert sorted_by(QueryDict("sort=name"), "name") == "?sort=-name"
    assert sorted_by(QueryDict("sort=-name"), "name") == "?sort=name"


def test_taking_away_a_parameter_that_is_not_there_changes_nothing():
    assert without(QueryDict("q=a"), "late") == "?q=a"


def test_a_hostile_value_is_escaped_in_its_chip():
    request = RequestFactory().get("/", {"q": "<b>"})
    form = Filters(request.GET)
    shown = Template("{% load hygie %}{% filters form %}").render(Context({"request": request, "form": form}))
    assert "<b>" not in shown
    assert "&lt;b&gt;" in shown
