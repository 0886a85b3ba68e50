"""Reads of the register of ships."""
