"""Door for people: anyone verifies, holders fetch what is theirs, administrators change the register, keepers see their seals."""
