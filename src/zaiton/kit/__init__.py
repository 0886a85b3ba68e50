"""How a module meets people and machines: knows Django, knows no subject."""
