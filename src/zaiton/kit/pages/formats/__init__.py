"""Formats of days and figures, per language."""
