"""Settings: `base` is shared; `dev`, `test` and `prod` each complete it."""
