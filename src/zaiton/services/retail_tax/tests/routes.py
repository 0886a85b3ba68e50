"""This service has no pages yet."""

EXAMPLES: dict = {}
