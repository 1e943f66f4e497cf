"""What plans order, as work: who owes it, how far it is, and the registers that come of it."""
