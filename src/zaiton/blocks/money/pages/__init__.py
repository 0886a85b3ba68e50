"""Door for people: accounts and statements, payments, breaks, days, entries by hand."""
