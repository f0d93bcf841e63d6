"""Governance's line of each role (DESIGN §4): the ARS sees where one stands, never the text of a policy."""

from hygie.core.access import Level, Resource, Role, Verb, may, resources

SECURITY_POLICY = resources.register(
    Resource(
        "governance.security_policy",
        {
            Role.COORDINATOR: may(Level.STATUS),
            Role.EXPERT: may(Level.STATUS),
            Role.DIRECTOR: may(Level.DETAIL, Verb.EDIT, Verb.APPROVE),
            Role.CISO: may(Level.DETAIL, Verb.EDIT),
        },
        grantable=True,
    )
)

#: who answers for what, with numbers to call at night: the ARS on call needs them in a crisis
APPOINTMENT = resources.register(
    Resource(
        "governance.appointment",
        {
            Role.COORDINATOR: may(Level.DETAIL),
            Role.EXPERT: may(Level.STATUS),
            Role.DIRECTOR: may(Level.DETAIL, Verb.EDIT),
            Role.CISO: may(Level.DETAIL, Verb.EDIT),
        },
    )
)

#: not grantable: what was decided of an essential system would tell the mandated expert of a designation
ACCREDITATION = resources.register(
    Resource(
        "governance.accreditation",
        {
            Role.COORDINATOR: may(Level.STATUS),
            Role.DIRECTOR: may(Level.DETAIL, Verb.EDIT, Verb.APPROVE),
            Role.CISO: may(Level.DETAIL, Verb.EDIT),
        },
    )
)

#: the six indicators are asked of operators of essential services: who has some is designated
SECURITY_INDICATORS = resources.register(
    Resource(
        "governance.security_indicators",
        {
            Role.COORDINATOR: may(Level.STATUS),
            Role.DIRECTOR: may(Level.DETAIL, Verb.EDIT),
            Role.CISO: may(Level.DETAIL, Verb.EDIT),
        },
    )
)

#: designations are for the establishment and the ARS only; they are recorded as facts of the territory
REGIME = resources.register(
    Resource(
        "governance.regime",
        {
            Role.COORDINATOR: may(Level.DETAIL),
            Role.DIRECTOR: may(Level.DETAIL),
            Role.CISO: may(Level.DETAIL),
        },
    )
)

#: who runs what in which establishment, and how they get in: a coordinator who must know who depends on a supplier
#: sees names, services and kinds of access; contracts, reviews and contacts stay with the establishment. Only the
#: supplier's numbers at night follow `APPOINTMENT` into the call list: they are there to be called in a crisis
SUPPLIER = resources.register(
    Resource(
        "governance.supplier",
        {
            Role.COORDINATOR: may(Level.STATUS),
            Role.EXPERT: may(Level.COUNTS),
            Role.DIRECTOR: may(Level.DETAIL, Verb.EDIT),
            Role.CISO: may(Level.DETAIL, Verb.EDIT),
        },
        grantable=True,
    )
)

#: what an establishment fears stays there: the region sees how many risks, how high, and when they were reviewed
RISK = resources.register(
    Resource(
        "governance.risk",
        {
            Role.COORDINATOR: may(Level.STATUS),
            Role.EXPERT: may(Level.STATUS),
            Role.DIRECTOR: may(Level.DETAIL, Verb.EDIT, Verb.REVIEW),
            Role.CISO: may(Level.DETAIL, Verb.EDIT, Verb.REVIEW),
        },
        grantable=True,
    )
)
