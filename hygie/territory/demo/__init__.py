"""The demonstration region: invented establishments and people, the same at each run."""
