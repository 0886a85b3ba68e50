"""Reading the log, its tree and its keys."""
