"""What a pack must be, said without files: its description, its checks, a parameter's history."""
