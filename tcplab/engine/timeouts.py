"""Timers that ran out: RFC 9293 §3.10.8, RFC 6298 §5.4 to §5.7, R2 (§3.8.3), probes (§3.8)."""

from msgspec.structs import replace

from tcplab.engine import seq
from tcplab.engine.events import Signal
from tcplab.engine.output import retransmit, send_fin, send_octets, usable_window
from tcplab.engine.processing import Processing
from tcplab.engine.rules import Rule
from tcplab.engine.segment import ACK, RST, SYN, Segment
from tcplab.engine.segment_arrives import ends_without_listener
from tcplab.engine.stack import Stack
from tcplab.engine.tcb import SYN_RECEIVED, SYN_SENT, Sent, Timer


def timeout(p: Processing, timer: Timer) -> None:
    """What the running out of `timer` calls for; it is stopped or started anew by it."""
    match timer:
        case Timer.RTO:
            _retransmission_timeout(p)
        case Timer.TIME_WAIT:
            if p.tcb.ack_owed:  # 2 MSL of no time at all: the peer's FIN is to be answered first
                p.rule(Rule.ACK_SENT)
                p.send_ack()
            # "If the time-wait timeout expires on a connection, delete the TCB, enter the CLOSED
            # state, and return."
            p.rule(Rule.TIME_WAIT_OVER)
            p.delete(Signal.CLOSED)
        case Timer.DELAYED_ACK:
            p.rule(Rule.ACK_SENT)
            p.send_ack()
        case Timer.PERSIST:
            _probe_window(p)
        case Timer.KEEPALIVE:
            _probe_idle_peer(p)
        case Timer.FIN_WAIT_2:
            p.rule(Rule.FIN_WAIT_2_OVER)
            p.delete(Signal.CLOSED)
        case Timer.USER:
            # "flush all queues, signal the user 'error: connection aborted due to user timeout'
            # in general and for any outstanding calls, delete the TCB, enter the CLOSED state"
            p.rule(Rule.USER_TIMEOUT)
            p.delete(Signal.TIMED_OUT)


def _retransmission_timeout(p: Processing) -> None:
    if ends_without_listener(p):
        return
    head = p.tcb.retransmission_queue[0]
    if _is_over(p, head):
        _give_up(p, head)
        return
    # "send the segment at the front of the retransmission queue again, reinitialize the
    # retransmission timer"; RTO <- RTO * 2 (RFC 6298 §5.5)
    p.rule(Rule.RETRANSMITTED)
    retransmit(p)
    again, *rest = p.tcb.retransmission_queue
    repeated = p.now if again.repeated is None else again.repeated
    again = replace(again, timeouts=again.timeouts + 1, repeated=repeated)
    p.tcb = replace(p.tcb, retransmission_queue=(again, *rest))
    rtt, stack = p.tcb.rtt, p.stack
    linear = head.flags & (SYN | ACK) == SYN and head.timeouts < stack.linear_syn_retries
    rto = rtt.rto if linear else min(2 * rtt.rto, stack.rto_max_ms)
    p.tcb = replace(p.tcb, rtt=replace(rtt, rto=rto, syn_timed_out=bool(head.flags & SYN)))
    p.timer(rto=p.now + rto)


def _is_over(p: Processing, head: Sent) -> bool:
    """R2, counted from the first transmission, or the number of retries that replaces it."""
    stack = p.stack
    if head.flags & SYN:
        retries = stack.synack_retries if head.flags & ACK else stack.syn_retries
        over = p.now - head.first >= stack.r2_syn_ms
        return over if retries is None else head.timeouts >= retries
    if p.tcb.user_timeout_ms is not None:
        return False  # the application has set R2 for this connection (MUST-21): its timer runs
    if stack.data_retries is None:
        return p.now - head.first >= stack.r2_data_ms
    orphan_retries = stack.data_retries if stack.orphan_retries is None else stack.orphan_retries
    retries = orphan_retries if p.tcb.orphan else stack.data_retries
    return head.repeated is not None and p.now - head.repeated >= _time_of(retries, stack)


def _time_of(retries: int, stack: Stack) -> int:
    """How long (ms) so many repetitions take that begin at the least RTO and double."""
    doublings = min(retries, max(1, stack.rto_max_ms // stack.rto_min_ms).bit_length() - 1)
    doubled = ((2 << doublings) - 1) * stack.rto_min_ms
    return doubled + (retries - doublings) * stack.rto_max_ms


def _give_up(p: Processing, head: Sent) -> None:
    if p.tcb.state is SYN_RECEIVED:
        p.rule(Rule.GIVES_UP_HALF_OPEN)
    else:
        p.rule(Rule.GIVES_UP_SYN if head.flags & SYN else Rule.GIVES_UP_DATA)
    if p.stack.rst_on_give_up:
        # Whoever has heard nothing yet has nothing to acknowledge.
        flags = RST if p.tcb.state is SYN_SENT else RST | ACK
        p.emit(Segment(p.tcb.snd_nxt, flags, p.tcb.rcv_nxt))
    p.delete(Signal.TIMED_OUT)


def _probe_window(p: Processing) -> None:
    # "The sending TCP peer must regularly transmit at least one octet of new data (if available),
    # or retransmit to the receiving TCP peer even if the send window is zero" (MUST-35). Of an open
    # window that silly-window avoidance found too small, "the override timeout" uses all.
    usable = usable_window(p.tcb)
    p.rule(Rule.SILLY_WINDOW_OVERRIDE if usable else Rule.WINDOW_PROBE)
    p.timer(persist=None)
    if p.tcb.send_queue:
        send_octets(p, max(1, min(usable, p.tcb.snd_mss)))
    else:
        send_fin(p)  # a bare ACK would draw no answer; the FIN takes a number as an octet does


def _probe_idle_peer(p: Processing) -> None:
    tcb, stack = p.tcb, p.stack
    if tcb.retransmission_queue:
        # "Keep-alive packets MUST only be sent when no sent data is outstanding" (MUST-26); what
        # is outstanding finds out by itself whether the peer still lives.
        p.rule(Rule.KEEPALIVE_WAITS)
        p.timer(keepalive=p.now + stack.keepalive_idle_ms)
        return
    if tcb.probes >= stack.keepalive_count:
        p.rule(Rule.KEEPALIVE_DEAD)
        p.emit(Segment(tcb.snd_nxt, RST | ACK, tcb.rcv_nxt))
        p.delete(Signal.TIMED_OUT)
        return
    # <SEQ=SND.NXT-1>, no data: left of the peer's window, so it is answered by step 1
    p.rule(Rule.KEEPALIVE_PROBE)
    p.emit(Segment(seq.add(tcb.snd_nxt, -1), ACK, tcb.rcv_nxt, tcb.rcv_wnd))
    p.tcb = replace(p.tcb, probes=tcb.probes + 1)
    p.timer(keepalive=p.now + stack.keepalive_interval_ms)
