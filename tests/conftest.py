"""What every test shares: Qt without a screen, and property tests that repeat exactly."""

import os

from hypothesis import HealthCheck, settings

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before any test imports Qt

# The same examples on every machine, and a slow machine is no failure.
settings.register_profile(
    "tcplab",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("tcplab")
