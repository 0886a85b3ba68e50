"""Notices: what people and their machines are told, when, and that nothing is told twice."""
