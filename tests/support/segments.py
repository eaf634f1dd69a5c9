"""Random segments as they can be on the wire, for property tests."""

from hypothesis import strategies as st

from tcplab.engine.segment import ACK, FIN, PSH, RST, SYN, URG, Options, Segment, UserTimeout


def number(bits: int) -> st.SearchStrategy[int]:
    """What fits into a field of so many bits."""
    return st.integers(0, (1 << bits) - 1)


options = st.builds(
    Options,
    mss=st.none() | number(16),
    window_scale=st.none() | st.integers(0, 14),
    sack_permitted=st.booleans(),
    timestamps=st.none() | st.tuples(number(32), number(32)),
    user_timeout=st.none() | st.builds(UserTimeout, number(15), st.booleans()),
)
segments = st.builds(
    Segment,
    seq=number(32),
    flags=st.integers(0, FIN | SYN | RST | PSH | ACK | URG),
    ack=number(32),
    window=number(16),
    urgent=number(16),
    options=options,
    data=st.binary(max_size=40),
)
addresses = st.ip_addresses(v=4).map(str)
ports = st.tuples(number(16), number(16))
