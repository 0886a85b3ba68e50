"""The account pages: sign in and out, register, one's profile, organisations, delegations, tokens, and the administrator's list."""
