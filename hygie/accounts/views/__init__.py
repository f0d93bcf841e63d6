"""Pages of the accounts: `entrance` (getting in), `account` (one's own affairs), `second_factor`."""

from hygie.accounts.views.entrance import locked_out

__all__ = ["locked_out"]
