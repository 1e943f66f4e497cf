"""What people say about a clause: sending, supporting, receipts, tracking."""
