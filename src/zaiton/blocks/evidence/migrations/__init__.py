"""Tables of the evidence log."""
