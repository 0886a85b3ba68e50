"""Tariff advice over every agreement: which one, which rate, how much saved, and what proves it."""
