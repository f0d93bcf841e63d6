"""Pages of the obligations: ask the queries, call the actions, show."""
