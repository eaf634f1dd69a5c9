"""Our endpoint and the simulator against this machine's own kernel."""
