"""Dated law as data: packs of figures, histories of parameters, and the register of what was loaded and when."""
