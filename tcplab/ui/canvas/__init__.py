"""The sequence diagram: what is painted, and the hand on it."""
