"""The house rules bite: each is broken on purpose in a copy of the sources, and must turn red there."""
