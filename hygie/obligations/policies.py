"""The obligations' line of each role (DESIGN §4)."""

from hygie.core.access import Level, Resource, Role, Verb, may, resources

STATUS = resources.register(
    Resource(
        "obligations.status",
        {
            Role.OBSERVER: may(Level.COUNTS),
            Role.COORDINATOR: may(Level.DETAIL),
            Role.EXPERT: may(Level.STATUS),
            Role.DIRECTOR: may(Level.DETAIL),
            Role.CISO: may(Level.DETAIL),
        },
        grantable=True,
    )
)

PROOF = resources.register(
    Resource(
        "obligations.proof",
        {
            Role.OBSERVER: may(Level.COUNTS),
            Role.COORDINATOR: may(Level.DETAIL, Verb.REVIEW),
            Role.EXPERT: may(Level.STATUS),
            Role.DIRECTOR: may(Level.DETAIL, Verb.EDIT, Verb.APPROVE, Verb.ADMINISTER),
            Role.CISO: may(Level.DETAIL, Verb.EDIT),
        },
        grantable=True,
    )
)

WAIVER = resources.register(
    Resource(
        "obligations.waiver",
        {
            Role.COORDINATOR: may(Level.DETAIL, Verb.DECIDE),
            Role.EXPERT: may(Level.STATUS),
            Role.DIRECTOR: may(Level.DETAIL),
            Role.CISO: may(Level.DETAIL),
        },
    )
)

CALL_SHEET = resources.register(Resource("obligations.call_sheet", {Role.COORDINATOR: may(Level.DETAIL)}))

#: the regional picture and its map: who follows a whole region
REGION = resources.register(
    Resource(
        "obligations.region",
        {Role.COORDINATOR: may(Level.DETAIL), Role.EXPERT: may(Level.STATUS)},
    )
)
