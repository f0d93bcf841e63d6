"""The cockpit's line of each role: who follows a region sees its picture (DESIGN §4)."""

from hygie.core.access import Level, Resource, Role, Verb, may, resources

PICTURE = resources.register(
    Resource("cockpit.picture", {Role.COORDINATOR: may(Level.DETAIL), Role.EXPERT: may(Level.STATUS)})
)

#: legal designations are for the establishment and the ARS only
DESIGNATED = resources.register(Resource("cockpit.designated", {Role.COORDINATOR: may(Level.DETAIL)}))

#: who needs help first, and why: all programmes weigh there, those of designated operators too
HELP = resources.register(Resource("cockpit.help", {Role.COORDINATOR: may(Level.DETAIL)}))

#: an establishment's own level, for those who steer it; the ARS sees it too, and its peers are told to nobody by name
LEVEL = resources.register(
    Resource(
        "cockpit.level",
        {
            Role.COORDINATOR: may(Level.STATUS),
            Role.DIRECTOR: may(Level.DETAIL, Verb.EDIT),
            Role.CISO: may(Level.DETAIL, Verb.EDIT),
        },
    )
)
#: the fixed national tables of counts: all that a national observer sees of the regions
NATION = resources.register(Resource("cockpit.nation", {Role.OBSERVER: may(Level.COUNTS)}))
