"""Tests of the counterparts, each against real processes."""
