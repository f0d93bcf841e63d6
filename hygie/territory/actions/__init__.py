"""The only place of this app that writes."""

from .changes import tell_listeners
from .facts import end_fact, record_fact
from .grants import end_grant, give_contribution, give_mandate
from .groups import change_group, delete_group, make_group
from .memberships import end_membership, start_membership
from .organisations import change_organisation, create_organisation
from .reach import rebuild_reach, refresh_reach
from .seats import end_seat, give_seat, invite_to_role, may_be_held, withdraw_invitation

__all__ = [
    "change_group",
    "change_organisation",
    "create_organisation",
    "delete_group",
    "end_fact",
    "end_grant",
    "end_membership",
    "end_seat",
    "give_contribution",
    "give_mandate",
    "give_seat",
    "invite_to_role",
    "make_group",
    "may_be_held",
    "rebuild_reach",
    "record_fact",
    "refresh_reach",
    "start_membership",
    "tell_listeners",
    "withdraw_invitation",
]
