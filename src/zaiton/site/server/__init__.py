"""The server: one supervisor holds the listening socket, two or more waitress processes answer on it.

Why waitress, and with what numbers: docs/decisions/0001-server.md.
"""
