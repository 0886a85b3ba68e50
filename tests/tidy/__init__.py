"""Taste, kept by machine: size, names, docstrings, templates, colours, catalogues, and nothing left lying about."""
