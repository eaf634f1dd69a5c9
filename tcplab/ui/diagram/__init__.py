"""The state diagram."""
