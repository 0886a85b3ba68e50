"""The verbs of the law block, one module for each noun: packs, tables in the store, drafts and versions of decision tables."""
