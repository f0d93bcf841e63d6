"""Reads of the obligations: always within the reader's scope, always typed rows, a known number of queries."""
