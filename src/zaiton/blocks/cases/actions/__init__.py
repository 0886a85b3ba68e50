"""The verbs of cases; every one that moves a step goes through ``transition``."""
