"""Hygie: a health region keeps its hospitals safe from cyber attacks, on one platform."""

__version__ = "0.1.0"
