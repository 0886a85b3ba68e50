"""Tests of the papers block."""
