"""The bank: accounts with balances, payments by ISO 20022, statements of each day, notices of what was booked."""
