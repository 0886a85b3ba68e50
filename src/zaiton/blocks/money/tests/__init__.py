"""Tests of the money block."""
