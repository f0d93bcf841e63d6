"""The line of each role on what people tell each other (DESIGN §4)."""

from hygie.core.access import Level, Resource, Role, Verb, may, resources

#: chasing: by whoever follows several establishments, and by a CISO at those they answer for
REMINDER = resources.register(
    Resource(
        "exchanges.reminder",
        {
            Role.COORDINATOR: may(Level.DETAIL, Verb.EDIT),
            Role.DIRECTOR: may(Level.DETAIL),
            Role.CISO: may(Level.DETAIL, Verb.EDIT),
        },
    )
)
