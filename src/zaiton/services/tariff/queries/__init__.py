"""Reads: the rate book compiled from the packs on file, names, territories, and saved answers for a person."""
