"""Readers of reports: one small module per format, without Django, in bounded memory (ADR 0009)."""
