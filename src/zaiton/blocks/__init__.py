"""Shared building blocks, ordered bottom to top; entered through their public door."""
