"""What reads papers, for a person or for a stranger with a code."""
