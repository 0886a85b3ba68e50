"""Tests of the cases block."""
