"""Retail tax: for how many days storage is charged."""
