"""Template tag libraries of the kit."""
