"""Verbs of the register of ships."""
