"""Reading: a person's inbox and preferences, an organisation's endpoints and deliveries, what has failed."""
