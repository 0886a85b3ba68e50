"""The torture of the money block: production code driven by a seed through crashes, lost replies and lying counterparts."""
