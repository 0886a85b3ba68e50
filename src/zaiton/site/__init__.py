"""Composition only: discovery, settings, urls, the server and the zaiton command."""
