"""Writing: verbs that change state in one transaction and leave an evidence entry as their last step."""
