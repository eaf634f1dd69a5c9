"""Chance without dice: a pure function of seed, sender, ordinal and purpose.

The same on every system and in every version, and an edit changes nobody else's luck.
"""

from functools import lru_cache
from hashlib import blake2b


@lru_cache(maxsize=4_096)  # the runs of one hand's moves ask the same
def chance(seed: int, sender: str, nth: int, purpose: str) -> float:
    """A number in [0, 1), evenly spread, for the sender's `nth` transmission."""
    key = f"{seed}/{sender}/{nth}/{purpose}".encode()
    return int.from_bytes(blake2b(key, digest_size=7).digest()) / 2**56
