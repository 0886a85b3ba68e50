"""What the measured queues do: kept apart because a queue names its work by module."""
