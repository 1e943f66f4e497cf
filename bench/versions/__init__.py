"""How surely clauses of a re-issued plan are matched: texts, scripted edits, and the count."""
