"""What changes papers: storing, issuing, making, sealing, revoking, delivering."""
