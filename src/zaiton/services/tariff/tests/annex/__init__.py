"""Tests of bringing in official tables."""
