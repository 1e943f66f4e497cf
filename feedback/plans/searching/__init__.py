"""Finding clauses and plans by words."""
