from hypothesis import given
from hypothesis import strategies as st

from hygie.core.access import NOTHING, Level, May, Resource, Role, Verb, may, resources

lines = st.builds(May, st.sampled_from(Level), st.frozensets(st.sampled_from(list(Verb))))


def test_a_role_without_a_line_has_no_right():
    resource = Resource("test.thing", {Role.CISO: may(Level.DETAIL, Verb.EDIT)})
    assert resource.may(Role.AUDITOR) == NOTHING
    assert resource.may(None) == NOTHING
    assert not NOTHING.allows(see=Level.COUNTS)


def test_a_verb_is_not_implied_by_sight():
    resource = Resource("test.thing", {Role.CISO: may(Level.DETAIL)})
    assert resource.may(Role.CISO).allows(see=Level.DETAIL)
    assert not resource.may(Role.CISO).allows(do=Verb.EDIT)
    assert list(resource.roles_that(see=Level.STATUS)) == [Role.CISO]


@given(lines, lines)
def test_a_grant_adds_and_never_takes_away(line, grant):
    widened = line.widened(grant)
    assert widened.see >= line.see
    assert widened.do >= line.do
    assert widened == grant.widened(line)


def test_the_administrator_sees_no_business_data_by_that_role_alone():
    """Webhooks are a setting; that they tell an administrator's tools no business either is tested beside them."""
    for resource in resources:
        if not resource.code.startswith(("territory.", "accounts.", "core.", "api.webhook")):
            assert resource.may(Role.ADMINISTRATOR).see is Level.NONE, resource.code


def test_the_national_observer_sees_counts_only():
    for resource in resources:
        assert resource.may(Role.OBSERVER).see <= Level.COUNTS, resource.code
        assert not resource.may(Role.OBSERVER).do, resource.code
