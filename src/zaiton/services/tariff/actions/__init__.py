"""Verbs of the service, one module for each noun. Each is one transaction and leaves an entry in the evidence log."""
