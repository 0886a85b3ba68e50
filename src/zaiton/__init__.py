"""Zaiton: free trade zone services as installable software."""

__version__ = "0.1.0"
