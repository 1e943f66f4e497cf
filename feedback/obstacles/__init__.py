"""What blocks carrying out a plan: gathered, decided by the Director, answered to all."""
