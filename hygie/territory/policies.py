"""The territory's line of each role (DESIGN §4): identity is known to all who reach, people are administered."""

from hygie.core.access import Level, Resource, Role, Verb, may, resources

ORGANISATION = resources.register(
    Resource(
        "territory.organisation",
        {
            Role.OBSERVER: may(Level.COUNTS),
            Role.INSTRUCTOR: may(Level.STATUS),
            Role.ANALYST: may(Level.STATUS),
            Role.COORDINATOR: may(Level.DETAIL, Verb.EDIT),
            Role.EXPERT: may(Level.DETAIL),
            Role.ADMINISTRATOR: may(Level.DETAIL),
            Role.DIRECTOR: may(Level.DETAIL, Verb.EDIT, Verb.APPROVE),
            Role.CISO: may(Level.DETAIL, Verb.EDIT),
            Role.CONTRIBUTOR: may(Level.DETAIL),
        },
    )
)

PEOPLE = resources.register(
    Resource(
        "territory.people",
        {
            Role.COORDINATOR: may(Level.DETAIL),
            Role.EXPERT: may(Level.STATUS),
            Role.ADMINISTRATOR: may(Level.DETAIL, Verb.ADMINISTER),
            Role.DIRECTOR: may(Level.DETAIL),
            Role.CISO: may(Level.DETAIL),
            Role.CONTRIBUTOR: may(Level.STATUS),
        },
    )
)

MANDATE = resources.register(
    Resource(
        "territory.mandate",
        {
            Role.COORDINATOR: may(Level.STATUS),
            Role.EXPERT: may(Level.STATUS),
            Role.DIRECTOR: may(Level.DETAIL, Verb.EDIT, Verb.APPROVE),
            Role.CISO: may(Level.DETAIL),
        },
    )
)

#: what an establishment entrusts to its contributors
CONTRIBUTION = resources.register(
    Resource(
        "territory.contribution",
        {
            Role.DIRECTOR: may(Level.DETAIL, Verb.EDIT),
            Role.CISO: may(Level.DETAIL, Verb.EDIT),
            Role.ADMINISTRATOR: may(Level.STATUS),
            Role.CONTRIBUTOR: may(Level.STATUS),
        },
    )
)

FACT = resources.register(
    Resource(
        "territory.fact",
        {
            Role.COORDINATOR: may(Level.DETAIL, Verb.EDIT),
            Role.EXPERT: may(Level.STATUS),
            Role.DIRECTOR: may(Level.DETAIL, Verb.EDIT),
            Role.CISO: may(Level.DETAIL, Verb.EDIT),
            Role.CONTRIBUTOR: may(Level.STATUS),
        },
    )
)

REGISTER = resources.register(
    Resource(
        "territory.register",
        {
            Role.COORDINATOR: may(Level.DETAIL, Verb.EDIT),
            Role.EXPERT: may(Level.DETAIL),
            Role.ADMINISTRATOR: may(Level.DETAIL, Verb.ADMINISTER),
        },
    )
)

#: saved groups of establishments: for whoever follows several, shared at their place
GROUP = resources.register(
    Resource(
        "territory.group",
        {
            Role.COORDINATOR: may(Level.DETAIL, Verb.EDIT),
            Role.EXPERT: may(Level.DETAIL, Verb.EDIT),
            Role.DIRECTOR: may(Level.DETAIL, Verb.EDIT),
            Role.CISO: may(Level.DETAIL, Verb.EDIT),
        },
    )
)
