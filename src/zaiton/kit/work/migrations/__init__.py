"""How the tables of background work came about."""
