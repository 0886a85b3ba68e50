"""Reads of cases, for a given person and day."""
