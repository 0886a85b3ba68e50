"""Tests of the operators' view of background work."""
