"""The case graph in plain Python: what a case type is, which steps may be taken, what follows from each."""
