"""What an audience sees: one run, its diagram, and one sentence."""
