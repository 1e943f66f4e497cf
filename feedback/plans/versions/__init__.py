"""Plans that are re-issued: what became of each clause, and how it is shown."""
