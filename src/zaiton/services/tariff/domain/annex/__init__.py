"""Official tables as issuers lay them out: from plain cells to the columns of packs, with every mistake named by its cell."""
