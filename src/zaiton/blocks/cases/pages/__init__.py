"""Door for people: the catalogue, applying, the page of a case, and the desks of officers."""
