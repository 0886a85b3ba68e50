"""The treasury: what banks remit to it, and its own list of each day."""
