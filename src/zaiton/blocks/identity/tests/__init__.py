"""Tests of the identity block."""
