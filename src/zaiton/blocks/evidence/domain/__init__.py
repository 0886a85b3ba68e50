"""The rules of the log in plain Python: chain, leaves, tree, tiles, signed notes."""
