"""What a host chooses otherwise than its stack, as a dialog."""
