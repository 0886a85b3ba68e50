"""Tests of the house as a whole; what concerns one module stands in that module's own ``tests``."""
