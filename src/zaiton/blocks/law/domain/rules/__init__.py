"""Decision tables: what an article says as rows of conditions, evaluated exactly, each evaluation with its receipt."""
