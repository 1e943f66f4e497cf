"""Answers, approval, commitments, satisfaction."""
