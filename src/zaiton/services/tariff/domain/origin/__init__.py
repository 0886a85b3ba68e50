"""Where goods originate: the rules of an agreement, a product with its materials, the verdict with every step, and what would change it."""
