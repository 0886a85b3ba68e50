"""Cases: one submission, several organs deciding in parallel under legal clocks, as a checked graph of items."""
