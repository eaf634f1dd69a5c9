"""Octets and FIN as they arrive: trimmed to the window, put in order, handed on (steps 7 and 8)."""

from bisect import insort

from msgspec.structs import replace

from tcplab.engine import seq
from tcplab.engine.calls import start_fin_wait_2_timer
from tcplab.engine.events import Signal
from tcplab.engine.processing import Processing
from tcplab.engine.rules import Rule
from tcplab.engine.segment import FIN, Segment
from tcplab.engine.tcb import (
    CLOSE_WAIT,
    CLOSING,
    ESTABLISHED,
    FIN_WAIT_1,
    FIN_WAIT_2,
    TIME_WAIT,
    Held,
    State,
    Timers,
)

RECEIVING = frozenset({ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2})
_FULL_SEGMENTS_BEFORE_ACK = 2
_SYN_AND_FIN = 2


def trimmed(p: Processing, segment: Segment) -> Held:
    """The part of `segment` that lies in the window (§3.10.7.4: "trimming off any portions")."""
    tcb = p.tcb
    start, data, fin = segment.seq, segment.data, bool(segment.flags & FIN)
    if seq.lt(start, tcb.rcv_nxt):
        data = data[seq.distance(start, tcb.rcv_nxt) :]
        start = tcb.rcv_nxt
    room = tcb.rcv_wnd - seq.distance(tcb.rcv_nxt, start)
    if len(data) + fin > room:
        data, fin = data[:room], False
    return Held(start, data, fin)


def hold(p: Processing, piece: Held) -> None:
    """Keeps a piece that arrived early (SHLD-31), in the order of its numbers."""
    nxt, held = p.tcb.rcv_nxt, p.tcb.out_of_order
    if piece not in held:
        order = [*held]
        insort(order, piece, key=lambda one: (seq.distance(nxt, one.seq), one.data, one.fin))
        p.tcb = replace(p.tcb, out_of_order=tuple(order))


def take_text(p: Processing, piece: Held) -> bool:
    """Takes `piece`, which begins at RCV.NXT, and all held pieces that now follow (step 7).

    Returns whether a FIN lies at the new RCV.NXT, for the eighth step.
    """
    data, fin, held = _joined(p, piece)
    if refused(p, bool(data)):
        return False
    if data:
        _accept(p, data, fills_gap=len(held) < len(p.tcb.out_of_order), fin=fin)
    if held != p.tcb.out_of_order:
        p.tcb = replace(p.tcb, out_of_order=held)
    return fin


def _joined(p: Processing, piece: Held) -> tuple[bytes, bool, tuple[Held, ...]]:
    """Everything from RCV.NXT on without a gap, whether a FIN ends it, and what is still held."""
    if not p.tcb.out_of_order:
        return piece.data, piece.fin, ()
    data, fin, held = piece.data, piece.fin, list(p.tcb.out_of_order)
    nxt = seq.add(piece.seq, len(data))
    while held and not fin and seq.le(held[0].seq, nxt):
        follower = held.pop(0)
        end = seq.add(follower.seq, len(follower.data))
        if seq.le(nxt, end):
            data += follower.data[seq.distance(follower.seq, nxt) :]
            nxt, fin = end, follower.fin
    return data, fin, () if fin else tuple(held)


def refused(p: Processing, has_data: bool) -> bool:
    """Whether nobody will ever read what comes; then a RST shows "that data was lost" (SHLD-3).

    As in CLOSED its number is SEG.ACK: the peer may not have all that we sent.
    """
    if not (has_data and p.tcb.orphan and p.stack.close_ends_receiving):
        return False
    p.rule(Rule.TEXT_AFTER_CLOSE)
    p.reset(p.segment.ack)
    p.delete(Signal.RESET)
    return True


def _accept(p: Processing, data: bytes, *, fills_gap: bool, fin: bool) -> None:
    # "advances RCV.NXT over the data accepted, and adjusts RCV.WND ...; the total of RCV.NXT and
    # RCV.WND should not be reduced" and the ACK "should be piggybacked on a segment being
    # transmitted if possible without incurring undue delay"
    p.rule(Rule.TEXT_ACCEPTED)
    tcb = p.tcb
    p.tcb = replace(
        p.tcb,
        rcv_nxt=seq.add(tcb.rcv_nxt, len(data)),
        rcv_wnd=tcb.rcv_wnd - len(data),
        unread=tcb.unread + data,
        unacknowledged=tcb.unacknowledged + 1,
        quick_acks=max(0, tcb.quick_acks - 1),
    )
    # "immediately acknowledge ... segments that fill all or part of a gap" (§3.8.6.3)
    at_once = fills_gap or p.tcb.unacknowledged >= _FULL_SEGMENTS_BEFORE_ACK
    # who begins to send needs its ACKs soon, who has nothing more to send does not
    at_once = at_once or bool(tcb.quick_acks and not fin)
    p.owe_ack(0 if at_once else p.stack.delayed_ack_ms)


def take_fin(p: Processing) -> None:
    """The eighth step: "advance RCV.NXT over the FIN, and send an acknowledgment for the FIN"."""
    state = p.tcb.state
    if state is ESTABLISHED:
        p.rule(Rule.FIN_CLOSE_WAIT)
        _advance_over_fin(p, CLOSE_WAIT)
        p.owe_ack(_delay_of_fin(p))
    elif state is FIN_WAIT_1 and our_fin_acked(p):
        p.rule(Rule.FIN_TIME_WAIT_BOTH)
        _advance_over_fin(p, FIN_WAIT_1)
        p.owe_ack()
        enter_time_wait(p)
    elif state is FIN_WAIT_1:
        p.rule(Rule.FIN_CLOSING)
        _advance_over_fin(p, CLOSING)
        p.owe_ack()
    elif state is FIN_WAIT_2:
        p.rule(Rule.FIN_TIME_WAIT)
        _advance_over_fin(p, FIN_WAIT_2)
        p.owe_ack()
        enter_time_wait(p)
    else:
        p.rule(Rule.FIN_REMAINS)
        p.owe_ack()


def _advance_over_fin(p: Processing, state: State) -> None:
    p.tcb = replace(p.tcb, state=state, rcv_nxt=seq.add(p.tcb.rcv_nxt, 1), peer_fin=True)
    p.notify(Signal.END_OF_STREAM)


def _delay_of_fin(p: Processing) -> int:
    stack = p.stack
    had_data = seq.distance(p.tcb.irs, p.tcb.rcv_nxt) > _SYN_AND_FIN
    if had_data or stack.delayed_ack_first_ms is None:
        return stack.delayed_ack_ms
    return stack.delayed_ack_first_ms


def our_fin_acked(p: Processing) -> bool:
    """Whether the peer has acknowledged our FIN: one may be in FIN-WAIT-1 with it still queued."""
    fin = p.tcb.fin_seq
    return fin is not None and seq.lt(fin, p.tcb.snd_una)


def enter_time_wait(p: Processing) -> None:
    """TIME-WAIT: "start the time-wait timer, turn off the other timers" (MUST-13)."""
    if p.stack.time_wait:
        p.tcb = replace(p.tcb, state=TIME_WAIT, timers=Timers(time_wait=p.now + 2 * p.stack.msl_ms))
        return
    if p.tcb.ack_owed:
        p.send_ack()
    p.rule(Rule.NO_TIME_WAIT)
    p.delete(Signal.CLOSED)


def enter_fin_wait_2(p: Processing) -> None:
    """FIN-WAIT-2: our FIN is acknowledged, the peer's is still to come."""
    p.tcb = replace(p.tcb, state=FIN_WAIT_2)
    start_fin_wait_2_timer(p)
