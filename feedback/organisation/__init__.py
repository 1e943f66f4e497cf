"""Units and their lines, groups, successors, mandates, and who holds which seat."""
