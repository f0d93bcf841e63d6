"""National files (FINESS, GHT) into the territory: compared outside any transaction, written in a short one."""
