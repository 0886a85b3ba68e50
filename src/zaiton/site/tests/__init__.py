"""Tests of the site: settings, headers, languages, errors, server, backup."""
