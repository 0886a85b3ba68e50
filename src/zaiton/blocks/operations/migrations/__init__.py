"""No tables here: those of background work are the kit's."""
