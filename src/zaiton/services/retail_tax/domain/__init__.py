"""The engine: plain Python, no database, no clock."""
