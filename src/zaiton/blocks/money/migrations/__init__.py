"""The tables and the guards of money."""
