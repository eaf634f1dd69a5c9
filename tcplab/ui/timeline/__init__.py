"""The line below: everything that happens, and a playhead to drag."""
