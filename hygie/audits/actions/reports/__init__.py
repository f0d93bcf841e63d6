"""Reports brought in: read aside, compared with what is known, shown, then written in one transaction."""
