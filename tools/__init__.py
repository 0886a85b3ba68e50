"""Tools of the house: contracts for the linter, the scaffold, the message catalogues."""
