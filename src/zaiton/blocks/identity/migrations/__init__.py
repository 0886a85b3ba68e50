"""Tables of the identity block."""
