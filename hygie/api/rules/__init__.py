"""Pure: no rows, no clock."""
