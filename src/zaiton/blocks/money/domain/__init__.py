"""What holds about money whatever the database: entries, holds, instructions, matching."""
