"""Reading: every getter obtains a row for a person, or not at all."""
