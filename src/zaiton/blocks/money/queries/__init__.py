"""What only looks at money."""
