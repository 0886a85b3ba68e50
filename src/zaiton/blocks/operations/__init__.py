"""What those who run the installation see of its background work, and what they can do about it."""
