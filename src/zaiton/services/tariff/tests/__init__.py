"""Tests of the tariff service."""
