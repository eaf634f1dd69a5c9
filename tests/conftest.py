"""What every test shares: Qt without a screen, and property tests that repeat exactly."""

import os

from hypothesis import settings

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before any test imports Qt

# derandomize: the same examples on every machine. No deadline: a slow machine is no failure.
settings.register_profile("tcplab", derandomize=True, deadline=None, database=None, max_examples=60)
settings.load_profile("tcplab")
