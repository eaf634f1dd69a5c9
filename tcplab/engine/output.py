"""Sending what waits: data, the FIN behind it, the probe of a closed window (§3.7, §3.8)."""

from msgspec.structs import replace

from tcplab.engine import seq
from tcplab.engine.processing import Processing
from tcplab.engine.rules import Rule
from tcplab.engine.segment import ACK, FIN, PSH, Segment
from tcplab.engine.stack import Stack
from tcplab.engine.tcb import CLOSE_WAIT, CLOSING, ESTABLISHED, FIN_WAIT_1, LAST_ACK, Tcb

_SENDING = frozenset({ESTABLISHED, CLOSE_WAIT, FIN_WAIT_1, CLOSING})


def output(p: Processing) -> None:
    """Sends as much as window, Nagle and silly-window avoidance allow, then the queued FIN."""
    tcb = p.tcb
    if tcb.state not in _SENDING or not (tcb.send_queue or tcb.close_queued):
        return
    _send_data(p)
    if not p.tcb.send_queue and p.tcb.close_queued and usable_window(p.tcb) > 0:
        send_fin(p)
    _watch_closed_window(p)


def usable_window(tcb: Tcb) -> int:
    """U = SND.UNA + SND.WND - SND.NXT (§3.8.6.2.1), never below 0."""
    usable = tcb.snd_wnd - seq.distance(tcb.snd_una, tcb.snd_nxt)
    return usable if usable > 0 else 0


def _send_data(p: Processing) -> None:
    size = _next_size(p)
    if not size:
        return
    p.rule(Rule.DATA_SENT)
    if p.tcb.rcv_nxt != seq.add(p.tcb.irs, 1):
        # a program that answers lets its answers carry the ACKs
        p.tcb = replace(p.tcb, quick_acks=0)
    while size:
        send_octets(p, size)
        size = _next_size(p)


def send_octets(p: Processing, size: int) -> None:
    """Sends the first `size` octets of those that wait, whatever the window."""
    data, rest = p.tcb.send_queue[:size], p.tcb.send_queue[size:]
    p.tcb = replace(p.tcb, send_queue=rest)
    # "MUST set the PSH bit in the last buffered segment" (MUST-61)
    p.send(ACK | (PSH if p.stack.pushes and not rest else 0), data=data)


def _next_size(p: Processing) -> int:
    """How many octets may leave now, 0 for none."""
    tcb, stack = p.tcb, p.stack
    waiting = len(tcb.send_queue)
    size = min(waiting, usable_window(tcb), tcb.snd_mss)
    if size == 0 or size == tcb.snd_mss:
        return size
    # §3.7.4: "If there is unacknowledged data ..., then the sending TCP endpoint buffers all user
    # data ... until the outstanding data has been acknowledged or until [it] can send a
    # full-sized segment".
    if stack.nagle and not tcb.nodelay and _waits_for_ack(tcb, stack):
        return 0
    # §3.8.6.2.1 (MUST-38): not less than all that waits or half of the largest window seen.
    if stack.silly_window and size < waiting and size < tcb.snd_max_wnd // 2:
        return 0
    return size


def _waits_for_ack(tcb: Tcb, stack: Stack) -> bool:
    if stack.nagle_counts_small_only:
        return any(0 < len(sent.data) < tcb.snd_mss for sent in tcb.retransmission_queue)
    return tcb.snd_una != tcb.snd_nxt


def send_fin(p: Processing) -> None:
    """Forms the FIN segment and sends it; CLOSE-WAIT enters LAST-ACK only here (§3.10.4)."""
    p.rule(Rule.FIN_SENT)
    state = p.tcb.state
    p.tcb = replace(p.tcb, close_queued=False, state=LAST_ACK if state is CLOSE_WAIT else state)
    p.send(FIN | ACK)


def _watch_closed_window(p: Processing) -> None:
    """Something waits and nothing is on its way: only a probe can learn of a reopened window."""
    tcb = p.tcb
    waits = bool(tcb.send_queue) or tcb.close_queued
    stuck = waits and not tcb.retransmission_queue
    if stuck and tcb.timers.persist is None:
        p.timer(persist=p.now + tcb.rtt.rto)
    elif not stuck and tcb.timers.persist is not None:
        p.timer(persist=None)


def retransmit(p: Processing) -> None:
    """Sends the front of the retransmission queue again with today's ACK and window (§3.10.8)."""
    head, *rest = p.tcb.retransmission_queue
    segment = _as_segment(p)
    p.emit(segment, retransmission=True)
    again = replace(head, last=p.now, times=head.times + 1)
    p.tcb = replace(p.tcb, retransmission_queue=(again, *rest))
    if head.flags & ACK:
        p.nothing_owed()


def _as_segment(p: Processing) -> Segment:
    tcb = p.tcb
    head = tcb.retransmission_queue[0]
    return Segment(
        head.seq,
        head.flags,
        tcb.rcv_nxt if head.flags & ACK else 0,
        tcb.rcv_wnd,
        options=head.options,
        data=head.data,
    )
