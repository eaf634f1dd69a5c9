"""SEGMENT ARRIVES in CLOSED, LISTEN and SYN-SENT (RFC 9293 §3.10.7.1 to §3.10.7.3)."""

from msgspec.structs import replace

from tcplab.engine import seq
from tcplab.engine.established import enter_established
from tcplab.engine.events import Signal
from tcplab.engine.output import output
from tcplab.engine.processing import Processing
from tcplab.engine.receiving import take_fin, take_text
from tcplab.engine.rules import Rule
from tcplab.engine.segment import ACK, FIN, RST, SYN, Options, Segment
from tcplab.engine.stack import Stack
from tcplab.engine.tcb import SYN_RECEIVED, Held, Opened
from tcplab.engine.user_timeout import take_user_timeout

_OCTETS_OF_TIMESTAMPS = 12  # 10, and two of padding


def ends_without_listener(p: Processing) -> bool:
    """Whether the connection was half open and is gone, because its listener is."""
    if p.env.listening or not p.stack.half_open_needs_listener:
        return False
    if p.tcb.state is not SYN_RECEIVED or p.tcb.opened is not Opened.PASSIVE:
        return False
    # To the RFC they are two connections that know nothing of each other (MUST-42).
    p.rule(Rule.LISTENER_GONE)
    p.delete(None)
    return True


def arrives_in_closed(p: Processing, segment: Segment) -> None:
    """§3.10.7.1: "All data in the incoming segment is discarded." """
    if segment.flags & RST:
        p.rule(Rule.CLOSED_RST)
    elif segment.flags & ACK:
        p.rule(Rule.CLOSED_ACK)
        p.reset_stranger(segment)
    else:
        p.rule(Rule.CLOSED_NO_ACK)
        p.reset_stranger(segment)


def arrives_in_listen(p: Processing, segment: Segment) -> None:
    """§3.10.7.2."""
    # "First, check for a RST: An incoming RST should be ignored. Return."
    if segment.flags & RST:
        p.rule(Rule.LISTEN_RST)
    # "Second, check for an ACK: Any acknowledgment is bad if it arrives on a connection still in
    # the LISTEN state. ... <SEQ=SEG.ACK><CTL=RST>"
    elif segment.flags & ACK:
        p.rule(Rule.LISTEN_ACK)
        p.reset(segment.ack)
    elif segment.flags & SYN and segment.flags & FIN and p.stack.drops_syn_fin:
        p.rule(Rule.LISTEN_SYN_FIN)
    # "Third, check for a SYN" (security and compartment are not kept here)
    elif segment.flags & SYN:
        p.rule(Rule.LISTEN_SYN)
        accept_syn(p, segment)
    # "Fourth, other data or control: This should not be reached. Drop the segment and return."
    else:
        p.rule(Rule.LISTEN_OTHER)


def accept_syn(p: Processing, segment: Segment) -> None:
    """A SYN becomes a half-open connection: SYN-RECEIVED, and SYN,ACK goes out."""
    # "Set RCV.NXT to SEG.SEQ+1, IRS is set to SEG.SEQ, and any other control or text should be
    # queued for processing later. ... <SEQ=ISS><ACK=RCV.NXT><CTL=SYN,ACK> ... SND.NXT is set to
    # ISS+1 and SND.UNA to ISS. The connection state should be changed to SYN-RECEIVED."
    _take_syn(p, segment)
    p.begin(SYN_RECEIVED, p.tcb.opened, p.env.iss, ACK)
    _name_agreed_options(p)
    take_user_timeout(p, segment)
    if p.stack.established_on_syn:
        p.rule(Rule.TWO_WAY_ESTABLISHED)
        p.tcb = replace(p.tcb, snd_una=p.tcb.snd_nxt, retransmission_queue=())
        p.timer(rto=None, user=None)
        enter_established(p, segment)
        take_what_the_syn_brought(p)


def take_what_the_syn_brought(p: Processing) -> None:
    """Text and FIN that came with the SYN and were "queued for processing later" (§3.10.7.2)."""
    if p.tcb.out_of_order and take_text(p, Held(p.tcb.rcv_nxt, b"", False)):
        take_fin(p)


def _take_syn(p: Processing, segment: Segment) -> None:
    """What a peer's SYN says: its ISS, its window, its MSS; the rest of it waits."""
    first = seq.add(segment.seq, 1)
    mss = segment.options.mss
    if mss is None and p.stack.mss_option:
        mss = 536  # "MUST assume a default send MSS of 536" (MUST-15)
    data, fin = segment.data, bool(segment.flags & FIN)
    if p.stack.ignores_text_of_syn:
        data, fin = b"", False
    if len(data) + fin > p.stack.window:
        data, fin = data[: p.stack.window], False
    rest = Held(first, data, fin)
    if agreed := _agreed(p.stack, segment.options, first):
        p.tcb = replace(p.tcb, **agreed)
    p.tcb = replace(
        p.tcb,
        irs=segment.seq,
        rcv_nxt=first,
        snd_wnd=segment.window,
        snd_max_wnd=segment.window,
        snd_wl1=segment.seq,
        snd_wl2=segment.ack,
        snd_mss=_effective_mss(p, mss or p.stack.mss),
        out_of_order=(rest,) if rest.data or rest.fin else (),
    )


def _agreed(stack: Stack, theirs: Options, first: int) -> dict[str, object]:
    """What both SYNs offer is used from now on, and nothing else (RFC 7323 §2.2, §3.2)."""
    agreed: dict[str, object] = {}
    if stack.window_scale is not None and theirs.window_scale is not None:
        agreed |= {"snd_ws_ok": True, "rcv_wind_shift": stack.window_scale}
        agreed["snd_wind_shift"] = theirs.window_scale
    if stack.timestamps and theirs.timestamps is not None:
        agreed |= {"snd_ts_ok": True, "ts_recent": theirs.timestamps[0], "last_ack_sent": first}
    if stack.sack and theirs.sack_permitted:
        agreed["sack_ok"] = True
    return agreed


def _name_agreed_options(p: Processing) -> None:
    if p.tcb.snd_ws_ok:
        p.rule(Rule.WINDOW_SCALE_AGREED)
    if p.tcb.snd_ts_ok:
        p.rule(Rule.TIMESTAMPS_AGREED)
    if p.tcb.sack_ok:
        p.rule(Rule.SACK_AGREED)


def _effective_mss(p: Processing, theirs: int) -> int:
    # "Eff.snd.MSS = min(SendMSS+20, MMS_S) - TCPhdrsize - IPoptionsize": options take their room
    options = _OCTETS_OF_TIMESTAMPS if p.tcb.snd_ts_ok else 0
    return max(1, min(theirs, p.stack.mss) - options)


def arrives_in_syn_sent(p: Processing, segment: Segment) -> None:
    """§3.10.7.3."""
    tcb, flags = p.tcb, segment.flags
    # "First, check the ACK bit: If SEG.ACK =< ISS or SEG.ACK > SND.NXT, send a reset (unless the
    # RST bit is set, if so drop the segment and return) <SEQ=SEG.ACK><CTL=RST>"
    if flags & ACK and (seq.le(segment.ack, tcb.iss) or seq.lt(tcb.snd_nxt, segment.ack)):
        if flags & RST:
            p.rule(Rule.SYN_SENT_BAD_ACK_RST)
        else:
            p.rule(Rule.SYN_SENT_BAD_ACK)
            p.reset(segment.ack)
        _repeat_syn_soon(p)
    # "Second, check the RST bit: ... If the ACK was acceptable, then signal to the user 'error:
    # connection reset', drop the segment, enter CLOSED state, delete TCB, and return. Otherwise
    # (no ACK), drop the segment and return."
    elif flags & RST and flags & ACK:
        p.rule(Rule.SYN_SENT_RST)
        p.delete(Signal.REFUSED)
    elif flags & RST:
        p.rule(Rule.SYN_SENT_RST_DROPPED)
    # "Fourth, check the SYN bit"
    elif flags & SYN and flags & ACK:
        _syn_ack_in_syn_sent(p, segment)
    elif flags & SYN:
        _syn_in_syn_sent(p, segment)
    # "Fifth, if neither of the SYN or RST bits is set, then drop the segment and return."
    else:
        p.rule(Rule.SYN_SENT_OTHER)


def _repeat_syn_soon(p: Processing) -> None:
    # Our RST may just have cleared what stood in the way of our SYN: it need not wait for its RTO.
    if p.stack.syn_again_ms is not None and not p.tcb.retransmission_queue[0].timeouts:
        p.rule(Rule.SYN_SOON_AGAIN)
        p.timer(rto=p.now + p.stack.syn_again_ms)


def _syn_ack_in_syn_sent(p: Processing, segment: Segment) -> None:
    # "If SND.UNA > ISS (our SYN has been ACKed), change the connection state to ESTABLISHED,
    # form an ACK segment <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK> and send it. Data or controls that
    # were queued for transmission MAY be included."
    p.rule(Rule.SYN_SENT_SYN_ACK)
    _take_syn(p, segment)
    p.owe_ack()
    enter_established(p, segment)
    _name_agreed_options(p)
    take_user_timeout(p, segment)
    # "If there are other controls or text in the segment, then continue processing at the sixth
    # step": they were queued by the SYN and are taken in now.
    take_what_the_syn_brought(p)
    output(p)


def _syn_in_syn_sent(p: Processing, segment: Segment) -> None:
    # "Otherwise, enter SYN-RECEIVED, form a SYN,ACK segment <SEQ=ISS><ACK=RCV.NXT><CTL=SYN,ACK>
    # and send it." It repeats our SYN's number, so it takes the SYN's place in the queue, and by
    # Karn's algorithm no RTT is measured with either.
    p.rule(Rule.SYN_SENT_SYN)
    _take_syn(p, segment)
    syn = p.tcb.retransmission_queue[0]
    head = replace(
        syn, flags=SYN | ACK, options=p.offer(ACK), last=p.now, times=syn.times + 1
    )  # fmt: skip
    p.tcb = replace(p.tcb, state=SYN_RECEIVED, retransmission_queue=(head,))
    tcb = p.tcb
    p.emit(Segment(tcb.iss, SYN | ACK, tcb.rcv_nxt, tcb.rcv_wnd, options=head.options))
    p.timer(rto=p.now + tcb.rtt.rto)
    _name_agreed_options(p)
    take_user_timeout(p, segment)
