"""Materials, certificates that strangers can verify, seals, and how papers reach people."""
