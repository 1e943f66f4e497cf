"""Measures the pages and the writes against the least that the same machine could do."""
