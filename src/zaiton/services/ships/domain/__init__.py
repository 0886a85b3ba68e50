"""The rules of the register: who may ask for what, and the figures counted from it; no tables."""
