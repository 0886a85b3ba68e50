"""Tests of the kit: what commands print, what tags draw, charts."""
