"""Ships: first registration with seven certificates in one errand, and the register that comes of it."""
