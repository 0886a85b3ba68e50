"""What people and the clock do with retail import tax: each action is one transaction with its evidence."""
