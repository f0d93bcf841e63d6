"""Who sets up what leaves for other tools: whoever administers or secures an establishment."""

from hygie.core.access import Level, Resource, Role, Verb, may, resources

WEBHOOK = resources.register(
    Resource(
        "api.webhook",
        {
            Role.ADMINISTRATOR: may(Level.DETAIL, Verb.ADMINISTER),
            Role.DIRECTOR: may(Level.DETAIL),
            Role.CISO: may(Level.DETAIL, Verb.ADMINISTER),
        },
    )
)
