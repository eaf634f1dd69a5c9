"""How high a timeline is: asked before there is one."""

PITCH = 42.0
"""How far down the marks of the next lane stand."""

_TOP = 28.0


def height_of(lanes: int) -> float:
    """How high a timeline is with so many lanes."""
    return _TOP + lanes * PITCH


def room_for_lanes(height: float) -> int:
    """For how many lanes there is room in a timeline so high: one at least."""
    return max(1, int((height - _TOP) // PITCH))
