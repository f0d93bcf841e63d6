"""Readers of the enrichment files, without Django: whole or refused, with the line and the reason."""
