"""The history of this block's tables."""
