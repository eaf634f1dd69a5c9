"""Which timers may run out in which situation, when all that counts is the order.

Of all that waits a delayed ACK comes first, then a repetition, and 2 MSL and its like last. A
repetition that began to wait before another one does not wait for ever behind it: RTOs double.
"""

from collections.abc import Iterator, Sequence

from tcplab.engine import seq
from tcplab.engine.segment import ACK, RST, SYN
from tcplab.engine.tcb import Timer
from tcplab.sim.behaviour import Parcel
from tcplab.sim.situations import REPEATING, Situation, waits_of
from tcplab.sim.world import Connection


def may_run_out(hosts: Sequence[Situation], who: int) -> Iterator[tuple[Connection, Timer]]:
    """The timers of the host `who` that no other timer must precede."""
    others = [one for at, one in enumerate(hosts) if at != who]
    answered_soon = any(_runs(one, Timer.DELAYED_ACK) for one in others)
    soon = any(_runs(one, *REPEATING, Timer.DELAYED_ACK) for one in hosts)
    for connection, timer in hosts[who].timers():
        if timer in REPEATING:
            patience = min((_timeouts(one) for one in others if one.overtaken), default=None)
            waits = patience is not None and patience <= _timeouts_of(connection)
            waits = waits and not hosts[who].overtaken  # the order of those overtaken is free
            if not (answered_soon or waits or _out_of_patience(connection, hosts[who])):
                yield connection, timer
        elif timer is Timer.USER:
            if _timeouts_of(connection):  # it runs beside the RTO, and may end before R2
                yield connection, timer
        elif timer is Timer.DELAYED_ACK or not soon:
            yield connection, timer


def _runs(situation: Situation, *wanted: Timer) -> bool:
    return any(timer in wanted for _, timer in situation.timers())


def _out_of_patience(connection: Connection, situation: Situation) -> bool:
    """Whether the user timeout, which takes the place of R2, comes before this repetition."""
    tcb, patience = connection.tcb, connection.tcb.user_timeout_ms
    if tcb.timers.user is None or patience is None or not tcb.retransmission_queue:
        return False
    return sum(waits_of(tcb.retransmission_queue[0], situation.host.stack)) > patience


def _timeouts(situation: Situation) -> int:
    return min(
        (_timeouts_of(one) for one, timer in situation.timers() if timer in REPEATING), default=0
    )


def _timeouts_of(connection: Connection) -> int:
    queue = connection.tcb.retransmission_queue
    return queue[0].timeouts if queue else 0


def concerns(parcel: Parcel, connection: Connection) -> bool:
    """Whether it is what the connection waits to have acknowledged, or an answer to it."""
    segment, tcb = parcel.segment, connection.tcb
    if (parcel.source, parcel.destination) == (connection.local, connection.remote):
        return segment.length > 0 and seq.le(tcb.snd_una, segment.seq)
    if (parcel.source, parcel.destination) != (connection.remote, connection.local):
        return False
    if segment.flags & (RST | SYN) or not tcb.retransmission_queue:
        return True
    return bool(segment.flags & ACK) and seq.lt(tcb.snd_una, segment.ack)
