"""Pure rules: identity, re-import, priority, deadlines. No rows, no clock."""
