"""The customs office: its tax bills, and by which payment each was paid."""
