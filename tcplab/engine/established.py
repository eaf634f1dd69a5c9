"""What our own sequence space learns from a peer's ACK, and how a connection becomes ESTABLISHED.

RTT and RTO follow RFC 6298; the window update is §3.10.7.4, fifth step.
"""

from msgspec.structs import replace

from tcplab.engine import seq
from tcplab.engine.events import Signal
from tcplab.engine.processing import Processing
from tcplab.engine.rules import Rule
from tcplab.engine.segment import SYN, Segment
from tcplab.engine.stack import Stack
from tcplab.engine.tcb import ESTABLISHED, FIN_WAIT_1, Rtt, Sent

_CLOCK_GRANULARITY_MS = 1
_DATA_RTO_AFTER_SYN_TIMEOUT_MS = 3_000


def enter_established(p: Processing, segment: Segment) -> None:
    """Our SYN is acknowledged by `segment`: ESTABLISHED, with its window (§3.10.7.4, step 5)."""
    # "enter ESTABLISHED state and continue processing with the variables below set to:
    # SND.WND <- SEG.WND, SND.WL1 <- SEG.SEQ, SND.WL2 <- SEG.ACK"
    p.tcb = replace(
        p.tcb,
        state=ESTABLISHED,
        snd_wnd=segment.window,
        snd_max_wnd=max(segment.window, p.tcb.snd_max_wnd),
        snd_wl1=segment.seq,
        snd_wl2=segment.ack,
        quick_acks=p.stack.quick_acks,
        reopened=None,
    )
    if p.tcb.retransmission_queue:
        forget_acknowledged(p, segment.ack)
    p.notify(Signal.CONNECTED)
    if p.tcb.keepalive:
        p.timer(keepalive=p.now + p.stack.keepalive_idle_ms)
    if p.tcb.rtt.syn_timed_out:
        # "the RTO MUST be re-initialized to 3 seconds when data transmission begins"
        p.rule(Rule.SYN_TIMED_OUT_RTO)
        rto = max(_DATA_RTO_AFTER_SYN_TIMEOUT_MS, p.stack.rto_first_ms)
        p.tcb = replace(p.tcb, rtt=replace(p.tcb.rtt, rto=rto, syn_timed_out=False))
    if p.tcb.close_queued:
        p.rule(Rule.CLOSE_ESTABLISHED)
        p.tcb = replace(p.tcb, state=FIN_WAIT_1)


def forget_acknowledged(p: Processing, ack: int) -> None:
    """SND.UNA <- SEG.ACK; what is "thereby entirely acknowledged" leaves the queue."""
    queue, count = p.tcb.retransmission_queue, 0
    while count < len(queue) and seq.le(queue[count].end, ack):
        count += 1
    left = queue[count:]
    rtt, user = _measured(p, queue[:count]), p.tcb.user_timeout_ms
    # "When all outstanding data has been acknowledged, turn off the retransmission timer" (5.2);
    # "When an ACK is received that acknowledges new data, restart" it (5.3)
    timers = replace(
        p.tcb.timers,
        rto=p.now + rtt.rto if left else None,
        user=p.now + user if left and user is not None else None,
    )
    p.tcb = replace(p.tcb, snd_una=ack, retransmission_queue=left, rtt=rtt, timers=timers)


def _measured(p: Processing, acknowledged: tuple[Sent, ...]) -> Rtt:
    # Karn's algorithm: "RTT samples MUST NOT be made using segments that were retransmitted", so
    # that `last` is when the segment left for the only time, "unless the TCP timestamp option is
    # used" (RFC 6298 §3).
    rtt, stamps = p.tcb.rtt, p.segment.options.timestamps
    if not acknowledged:
        return rtt
    if acknowledged[0].times == 1:  # and nothing behind the head is ever sent again
        return sampled(rtt, p.now - acknowledged[-1].last, p.stack)
    if p.tcb.snd_ts_ok and stamps is not None and seq.le(stamps[1], p.now):
        # A timestamp tells which of the transmissions is acknowledged (RFC 7323 §4.1).
        return sampled(rtt, seq.distance(stamps[1], p.now), p.stack)
    return rtt


def sampled(rtt: Rtt, sample_ms: int, stack: Stack) -> Rtt:
    """RFC 6298 §2.2 and §2.3 for a measurement of `sample_ms` >= 0, bounded as §2.4 and §2.5."""
    if rtt.srtt is None:
        srtt, rttvar = float(sample_ms), sample_ms / 2
    else:
        rttvar = 0.75 * rtt.rttvar + 0.25 * abs(rtt.srtt - sample_ms)
        srtt = 0.875 * rtt.srtt + 0.125 * sample_ms
    granularity = stack.rto_min_ms if stack.rto_min_above_srtt else _CLOCK_GRANULARITY_MS
    rto = round(srtt + max(granularity, 4 * rttvar))
    if rto < stack.rto_min_ms:
        rto = stack.rto_min_ms
    if rto > stack.rto_max_ms:
        rto = stack.rto_max_ms
    new = Rtt(rto, srtt, rttvar, rtt.syn_timed_out)
    return rtt if new == rtt else new  # one value, of however many that settle on it


def update_window(p: Processing, segment: Segment) -> None:
    """SND.WND, unless the segment is older than the one that set it (§3.10.7.4, fifth step)."""
    tcb = p.tcb
    if seq.lt(tcb.snd_wl1, segment.seq) or (
        tcb.snd_wl1 == segment.seq and seq.le(tcb.snd_wl2, segment.ack)
    ):
        if segment.window != tcb.snd_wnd:
            p.rule(Rule.WINDOW_UPDATED)
        p.tcb = replace(
            p.tcb,
            snd_wnd=segment.window,
            snd_max_wnd=max(segment.window, tcb.snd_max_wnd),
            snd_wl1=segment.seq,
            snd_wl2=segment.ack,
        )


def keep_probing(p: Processing) -> None:
    """A closed window that is still acknowledged keeps the connection open (MUST-37)."""
    queue = p.tcb.retransmission_queue
    if p.tcb.snd_wnd == 0 and queue and not queue[0].flags & SYN:
        p.rule(Rule.WINDOW_STAYS_CLOSED)
        head = replace(queue[0], first=p.now, repeated=None)
        p.tcb = replace(p.tcb, retransmission_queue=(head, *queue[1:]))
