"""Evidence: an append-only, hash-chained log of every write, that anybody with the table can check."""
