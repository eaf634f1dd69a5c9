"""A TCB in any of the eleven states, brought there by events, with numbers that one can know.

Unless told otherwise our ISS is 100, the peer's 300; our FIN takes 101, the peer's 301.
"""

from tcplab.engine import seq
from tcplab.engine.events import Close, Env, Event, Open, SegmentArrives, Settle
from tcplab.engine.process import process
from tcplab.engine.segment import ACK, FIN, SYN, Segment
from tcplab.engine.stack import TEXTBOOK, Stack
from tcplab.engine.tcb import CLOSED_TCB, State, Tcb

ISS, IRS = 100, 300
WINDOW = 65_535


def reach(
    state: State,
    stack: Stack = TEXTBOOK,
    *,
    active: bool = False,
    now: int = 0,
    iss: int = ISS,
    irs: int = IRS,
) -> Tcb:
    """A connection of `stack` in `state`, at `now` ms; `active` is SYN-RECEIVED by two SYNs."""
    tcb = CLOSED_TCB
    for event in _way(state, iss, irs, active):
        tcb = process(tcb, event, Env(now, iss, stack, listening=True)).tcb
    assert tcb.state is state, f"{tcb.state} instead of {state}"
    return tcb


def _way(state: State, iss: int, irs: int, active: bool) -> tuple[Event, ...]:
    def arrives(past: int, flags: int, acked: int = 0) -> Event:
        """`past` numbers after the peer's ISS, acknowledging `acked` of ours."""
        ack = seq.add(iss, acked) if flags & ACK else 0
        return SegmentArrives(Segment(seq.add(irs, past), flags, ack, WINDOW))

    syn, fin, ack_of_fin = arrives(0, SYN), arrives(1, FIN | ACK, 1), arrives(1, ACK, 2)
    established = (Open(True), arrives(0, SYN | ACK, 1), Settle())
    ways: dict[State, tuple[Event, ...]] = {
        State.CLOSED: (),
        State.LISTEN: (Open(False),),
        State.SYN_SENT: (Open(True),),
        State.SYN_RECEIVED: (Open(active), syn),
        State.ESTABLISHED: established,
        State.FIN_WAIT_1: (*established, Close()),
        State.FIN_WAIT_2: (*established, Close(), ack_of_fin),
        State.CLOSE_WAIT: (*established, fin, Settle()),
        State.CLOSING: (*established, Close(), fin, Settle()),
        State.LAST_ACK: (*established, fin, Settle(), Close()),
        State.TIME_WAIT: (
            *established,
            Close(),
            ack_of_fin,
            arrives(1, FIN | ACK, 2),
            Settle(),
        ),
    }
    return ways[state]
