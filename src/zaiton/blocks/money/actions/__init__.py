"""What changes money: each in one transaction."""
