"""A person's errands in a real browser, in Chinese and in English, at a desk and on a phone."""
