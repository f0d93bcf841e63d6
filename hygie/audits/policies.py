"""The audits' line of each role (DESIGN §4): of findings, the ARS sees severity and age; detail needs a mandate."""

from hygie.core.access import Level, Resource, Role, Verb, may, resources

#: a region's or a GHT's campaigns: who is audited, when, by whom
CAMPAIGN = resources.register(
    Resource(
        "audits.campaign",
        {
            Role.COORDINATOR: may(Level.DETAIL, Verb.EDIT),
            Role.EXPERT: may(Level.DETAIL, Verb.EDIT),
            Role.DIRECTOR: may(Level.DETAIL, Verb.EDIT),
            Role.CISO: may(Level.DETAIL, Verb.EDIT),
        },
    )
)

#: status: that it was run, when, by whom, and where it stands; detail: report, summary, questions. The report tells
#: every weakness: no contribution opens it, nor the plans, whose actions are named after weaknesses
AUDIT = resources.register(
    Resource(
        "audits.audit",
        {
            Role.COORDINATOR: may(Level.STATUS),
            Role.EXPERT: may(Level.STATUS),
            Role.DIRECTOR: may(Level.DETAIL, Verb.EDIT, Verb.APPROVE),
            Role.CISO: may(Level.DETAIL, Verb.EDIT),
        },
        grantable=True,
        by_mandate_only=True,
    )
)

#: status: counts by severity, age and deadline; detail: what, where and how. The director signs critical acceptances
FINDING = resources.register(
    Resource(
        "audits.finding",
        {
            Role.COORDINATOR: may(Level.STATUS),
            Role.EXPERT: may(Level.STATUS),
            Role.DIRECTOR: may(Level.DETAIL, Verb.EDIT, Verb.APPROVE),
            Role.CISO: may(Level.DETAIL, Verb.EDIT),
        },
        grantable=True,
        by_mandate_only=True,
    )
)

#: the findings given to a contributor: every page narrows to those assigned to its reader
ASSIGNED_FINDING = resources.register(
    Resource("audits.assigned_finding", {Role.CONTRIBUTOR: may(Level.DETAIL, Verb.EDIT)})
)

#: the room of an external auditor: every page narrows to the audits opened to its reader, until they close
AUDITOR_ROOM = resources.register(Resource("audits.room", {Role.AUDITOR: may(Level.DETAIL, Verb.EDIT)}))

#: machines and products: names that help an attacker
ASSET = resources.register(
    Resource(
        "audits.asset",
        {
            Role.DIRECTOR: may(Level.DETAIL, Verb.EDIT),
            Role.CISO: may(Level.DETAIL, Verb.EDIT),
        },
        grantable=True,
        by_mandate_only=True,
    )
)

#: status: how far the plan is; detail: what it does
REMEDIATION_PLAN = resources.register(
    Resource(
        "audits.plan",
        {
            Role.COORDINATOR: may(Level.STATUS),
            Role.EXPERT: may(Level.STATUS),
            Role.DIRECTOR: may(Level.DETAIL, Verb.EDIT, Verb.APPROVE),
            Role.CISO: may(Level.DETAIL, Verb.EDIT),
        },
        grantable=True,
        by_mandate_only=True,
    )
)

#: how soon a region wants weaknesses fixed, and the days on which nobody repairs
DEADLINE_POLICY = resources.register(
    Resource(
        "audits.deadline_policy",
        {
            Role.COORDINATOR: may(Level.DETAIL, Verb.EDIT),
            Role.EXPERT: may(Level.DETAIL),
            Role.DIRECTOR: may(Level.DETAIL),
            Role.CISO: may(Level.DETAIL, Verb.EDIT),
        },
    )
)
