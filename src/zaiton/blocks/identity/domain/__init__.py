"""What identity is about, without tables or clocks: roles, cards, periods, lock-out arithmetic, refusals."""
