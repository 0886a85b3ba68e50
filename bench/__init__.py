"""Benchmarks: each runs alone, measures itself against a peer in the same run, and prints one JSON line last."""
