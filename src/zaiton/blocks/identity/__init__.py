"""Identity: people, their organisations, who acts for whom, how they sign in, and what a machine may do for them."""
