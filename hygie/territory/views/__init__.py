"""Pages of the territory: each asks a query, calls an action, shows."""
