"""The verbs of this block: record, publish, keep keys, watch another log."""
