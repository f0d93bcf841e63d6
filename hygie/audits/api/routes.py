"""The operations of audits, which the files beside this one fill."""

from hygie.core.api import Operations

ROUTES = Operations()
