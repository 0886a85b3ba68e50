"""The money block: a double-entry ledger, payments through counterparts, and reconciliation."""
