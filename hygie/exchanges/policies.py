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

#: comments: besides this, one must see the object itself, whose own policy decides; a director may take any back
COMMENT = resources.register(
    Resource(
        "exchanges.comment",
        {
            Role.COORDINATOR: may(Level.DETAIL, Verb.EDIT),
            Role.EXPERT: may(Level.DETAIL, Verb.EDIT),
            Role.DIRECTOR: may(Level.DETAIL, Verb.EDIT, Verb.ADMINISTER),
            Role.CISO: may(Level.DETAIL, Verb.EDIT),
            Role.CONTRIBUTOR: may(Level.DETAIL, Verb.EDIT),
        },
    )
)

#: who is told something of an establishment; another role that the same person holds there opens none of it
TOLD = frozenset(COMMENT.roles_that(see=Level.DETAIL))
