"""Reading: packs from their folders, parameters from theirs, the register from its table."""
