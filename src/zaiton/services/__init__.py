"""The services, siblings, nothing shared but declared doors."""
