"""Who sets up what leaves for other tools: whoever administers or secures an establishment."""

from hygie.core.access import Level, Resource, Role, Verb, may, resources

WEBHOOK = resources.register(
    Resource(
        "api.webhook",
        {
            # A setting, so that they see it and set it up; which events of the trade it tells is detail.
            Role.ADMINISTRATOR: may(Level.STATUS, Verb.ADMINISTER),
            Role.DIRECTOR: may(Level.DETAIL),
            Role.CISO: may(Level.DETAIL, Verb.ADMINISTER),
        },
    )
)
