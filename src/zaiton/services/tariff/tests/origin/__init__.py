"""Tests of the engine of origin."""
