"""What a certificate is and what it can go through; no tables, no files."""
