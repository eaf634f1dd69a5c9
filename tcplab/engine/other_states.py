"""SEGMENT ARRIVES in all other states: the eight steps of RFC 9293 §3.10.7.4, in their order.

A step returns CONTINUE or RETURN; `p.segment` is the segment as trimmed so far.
"""

from msgspec.structs import replace

from tcplab.engine import seq
from tcplab.engine.established import (
    enter_established,
    forget_acknowledged,
    keep_probing,
    update_window,
)
from tcplab.engine.events import Signal
from tcplab.engine.output import output, retransmit
from tcplab.engine.processing import CONTINUE, RETURN, Outcome, Processing
from tcplab.engine.receiving import (
    RECEIVING,
    enter_fin_wait_2,
    enter_time_wait,
    hold,
    our_fin_acked,
    refused,
    take_fin,
    take_text,
    trimmed,
)
from tcplab.engine.rules import Rule
from tcplab.engine.segment import ACK, FIN, RST, SYN, Segment
from tcplab.engine.segment_arrives import take_what_the_syn_brought
from tcplab.engine.tcb import (
    CLOSE_WAIT,
    CLOSED,
    CLOSING,
    FIN_WAIT_1,
    LAST_ACK,
    LISTEN,
    SYN_RECEIVED,
    TIME_WAIT,
    Opened,
    Tcb,
)
from tcplab.engine.time_wait import reopens, return_to
from tcplab.engine.timestamps import answer_unacceptable, is_of_old, keep_timestamp
from tcplab.engine.user_timeout import take_user_timeout

_SILENT_CLOSING = frozenset({CLOSING, LAST_ACK, TIME_WAIT})


def arrives_in_other_states(p: Processing, segment: Segment) -> None:
    """The eight steps, then whatever the ACK has made room for."""
    if p.tcb.snd_wind_shift and not segment.flags & SYN:
        # "SND.WND = SEG.WND << Snd.Wind.Shift", but for SYNs (RFC 7323 §2.3)
        p.segment = replace(segment, window=segment.window << p.tcb.snd_wind_shift)
    for step in _STEPS:
        if step(p) is RETURN:
            break
    if p.tcb.timers.keepalive is not None:
        # "the interval ... must default to no less than two hours" of silence (MUST-28)
        p.tcb = replace(p.tcb, probes=0)
        p.timer(keepalive=p.now + p.stack.keepalive_idle_ms)
    output(p)


def acceptable(tcb: Tcb, segment: Segment) -> bool:
    """The four cases of the first step's table."""
    window = tcb.rcv_wnd
    if window == 0:
        return segment.length == 0 and segment.seq == tcb.rcv_nxt
    if seq.in_window(segment.seq, tcb.rcv_nxt, window):
        return True
    length = segment.length
    last = seq.add(segment.seq, length - 1)
    return length > 0 and seq.in_window(last, tcb.rcv_nxt, window)


def step_1_sequence_number(p: Processing) -> Outcome:
    """ "First, check sequence number"."""
    if _answered_before_the_table(p):
        return RETURN
    segment, tcb = p.segment, p.tcb
    if tcb.snd_ts_ok and is_of_old(p):
        return RETURN
    if acceptable(tcb, segment):
        p.segment = _without_old_syn(p)
        if tcb.snd_ts_ok:
            keep_timestamp(p)
        return CONTINUE
    if tcb.rcv_wnd == 0 and segment.seq == tcb.rcv_nxt and not segment.flags & SYN:
        # "If the RCV.WND is zero, no segments will be acceptable, but special allowance should be
        # made to accept valid ACKs, URGs, and RSTs."
        p.rule(Rule.ZERO_WINDOW_ALLOWANCE)
        if not segment.flags & RST:
            p.owe_ack()
        p.segment = replace(segment, data=b"", flags=segment.flags & ~FIN)
        return CONTINUE
    if tcb.rcv_wnd == 0 and _stands_behind_a_probe(tcb, segment):
        p.rule(Rule.ZERO_WINDOW_ALLOWANCE)
        return CONTINUE
    _turn_away(p, segment)
    return RETURN


def _turn_away(p: Processing, segment: Segment) -> None:
    tcb, end = p.tcb, seq.add(segment.seq, segment.length)
    if segment.flags & RST:
        _turn_away_rst(p, segment)
        return
    if tcb.state is TIME_WAIT and segment.flags & FIN and end == tcb.rcv_nxt:
        # Step 5 has TIME-WAIT "acknowledge it, and restart the 2 MSL timeout", but a repeated FIN
        # lies left of RCV.NXT and never gets there: it is answered here in the same way.
        p.rule(Rule.REPEATED_FIN_IN_TIME_WAIT)
        p.send_ack()
        p.timer(time_wait=p.now + 2 * p.stack.msl_ms)
        return
    if p.stack.takes_ack_of_old and end == tcb.rcv_nxt and _acknowledges_anew(tcb, segment):
        # "There are cases where the TCP sequence number validation rules can prevent ACK fields
        # from being processed" (Appendix A.2)
        p.rule(Rule.OLD_SEGMENT_ACKS)
        p.segment = replace(segment, flags=ACK)
        step_5_ack(p)
        if p.tcb.state in (CLOSED, TIME_WAIT):
            return
    # "an acknowledgment should be sent in reply ... <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK> After
    # sending the acknowledgment, drop the unacceptable segment and return."
    answer_unacceptable(p, segment, Rule.NOT_ACCEPTABLE)


def _acknowledges_anew(tcb: Tcb, segment: Segment) -> bool:
    if tcb.state is SYN_RECEIVED and tcb.opened is Opened.PASSIVE:
        return False
    news = seq.lt(tcb.snd_una, segment.ack) and seq.le(segment.ack, tcb.snd_nxt)
    return news and segment.flags & (SYN | ACK) == ACK


def _turn_away_rst(p: Processing, segment: Segment) -> None:
    tcb = p.tcb
    waits = tcb.peer_fin and tcb.state is not TIME_WAIT
    if p.stack.rst_before_fin and waits and seq.add(segment.seq, 1) == tcb.rcv_nxt:
        # A peer that ends at once after its FIN may reset with the number of the FIN itself.
        p.rule(Rule.RST_BEFORE_FIN)
        p.delete(Signal.RESET if tcb.state is CLOSE_WAIT else Signal.CLOSED)
    else:
        p.rule(Rule.NOT_ACCEPTABLE_RST)


def _stands_behind_a_probe(tcb: Tcb, segment: Segment) -> bool:
    # The bare ACK of a peer that probes our closed window is numbered behind its probe. To turn it
    # away would keep it from acknowledging, and two who probe each other would answer each
    # other's ACKs for ever (Appendix A.2).
    return segment.flags & (ACK | RST) == ACK and (
        segment.length == 0 and segment.seq == seq.add(tcb.rcv_nxt, 1)
    )


def _without_old_syn(p: Processing) -> Segment:
    # A repeated SYN with data or FIN reaches into the window: "trimming off any portions that lie
    # outside the window (including SYN and FIN)". In synchronized states RFC 5961 has it answered
    # "irrespective of the sequence number", in the fourth step.
    tcb, segment = p.tcb, p.segment
    if tcb.state is not SYN_RECEIVED or segment.flags & (SYN | RST) != SYN:
        return segment
    if p.stack.resets_other_syn and (tcb.opened is Opened.ACTIVE or segment.seq != tcb.irs):
        return segment
    if seq.in_window(segment.seq, tcb.rcv_nxt, tcb.rcv_wnd):
        return segment
    return replace(segment, seq=seq.add(segment.seq, 1), flags=segment.flags & ~SYN)


def _answered_before_the_table(p: Processing) -> bool:
    """Three cases that the table alone would turn away; each is a decision with its own rule."""
    segment, tcb, flags = p.segment, p.tcb, p.segment.flags
    if flags & RST:
        return False
    if tcb.state is SYN_RECEIVED and flags & SYN and segment.seq == tcb.irs:
        if flags & ACK and tcb.opened is Opened.ACTIVE:
            # Figure 7, line 6: in a simultaneous open the peer's SYN,ACK completes the handshake.
            # Without the SYN, which was taken before, it begins at RCV.NXT.
            p.rule(Rule.SIMULTANEOUS_SYN_ACK)
            p.segment = replace(segment, seq=tcb.rcv_nxt, flags=flags & ~SYN)
            if p.stack.acks_crossing_syn_ack and segment.ack == tcb.snd_nxt:
                p.owe_ack()
        elif not flags & ACK and tcb.opened is Opened.PASSIVE and p.stack.answers_repeated_syn:
            p.rule(Rule.REPEATED_SYN_ANSWERED)
            retransmit(p)
            return True
    return tcb.state is TIME_WAIT and reopens(p)


def step_2_rst(p: Processing) -> Outcome:
    """ "Second, check the RST bit", with the three checks of RFC 5961 §3.2."""
    if not p.segment.flags & RST:
        return CONTINUE
    state, number, expected = p.tcb.state, p.segment.seq, p.tcb.rcv_nxt
    if number != expected and not seq.in_window(number, expected, p.tcb.rcv_wnd):
        # "1) If the RST bit is set and the sequence number is outside the current receive window,
        # silently drop the segment": its text may have reached into it.
        _turn_away_rst(p, p.segment)
    elif number != expected:
        p.challenge(Rule.RST_CHALLENGED)
    elif state is SYN_RECEIVED and p.tcb.reopened is not None:
        return_to(p, p.tcb.reopened)
    elif state is SYN_RECEIVED and p.tcb.opened is Opened.PASSIVE:
        p.rule(Rule.RST_BACK_TO_LISTEN)
        p.delete(None, to=LISTEN)
    elif state is SYN_RECEIVED:
        p.rule(Rule.RST_REFUSED)
        p.delete(Signal.REFUSED)
    elif state is TIME_WAIT and p.stack.rfc1337:
        p.rule(Rule.RST_IGNORED_IN_TIME_WAIT)
    elif state in _SILENT_CLOSING:
        p.rule(Rule.RST_CLOSED)
        p.delete(Signal.CLOSED)
    else:
        p.rule(Rule.RST_RESET)
        p.delete(Signal.RESET)
    return RETURN


def step_3_security(p: Processing) -> Outcome:
    """ "Third, check security": no security or compartment is kept, so nothing can differ."""
    return CONTINUE


def step_4_syn(p: Processing) -> Outcome:
    """ "Fourth, check the SYN bit", with the challenge ACK of RFC 5961 §4.2."""
    if not p.segment.flags & SYN:
        return CONTINUE
    if p.tcb.state is SYN_RECEIVED and p.tcb.opened is Opened.PASSIVE:
        if p.stack.resets_other_syn:
            p.rule(Rule.OTHER_SYN_RESET)
            p.reset_stranger(p.segment)
        else:
            p.rule(Rule.SYN_BACK_TO_LISTEN)
        p.delete(None, to=LISTEN)
    else:
        p.challenge(Rule.SYN_CHALLENGED)
    return RETURN


def step_5_ack(p: Processing) -> Outcome:
    """ "Fifth, check the ACK field"."""
    segment, tcb = p.segment, p.tcb
    if not segment.flags & ACK:
        p.rule(Rule.NO_ACK)
        return RETURN
    if tcb.state is SYN_RECEIVED:
        return _ack_in_syn_received(p, segment)
    if seq.lt(tcb.snd_nxt, segment.ack):
        # "If the ACK acks something not yet sent (SEG.ACK > SND.NXT), then send an ACK, drop the
        # segment, and return."
        p.challenge(Rule.ACK_OF_UNSENT)
        return RETURN
    if seq.lt(segment.ack, seq.add(tcb.snd_una, -tcb.snd_max_wnd)):
        # "((SND.UNA - MAX.SND.WND) =< SEG.ACK =< SND.NXT) ... discarded and an ACK sent back"
        p.challenge(Rule.ACK_TOO_OLD)
        return RETURN
    return _ack_in_synchronized_state(p, segment)


def _ack_in_syn_received(p: Processing, segment: Segment) -> Outcome:
    tcb = p.tcb
    if not (seq.lt(tcb.snd_una, segment.ack) and seq.le(segment.ack, tcb.snd_nxt)):
        # "form a reset segment <SEQ=SEG.ACK><CTL=RST> and send it"
        p.rule(Rule.SYN_RECEIVED_BAD_ACK)
        p.reset(segment.ack)
        return RETURN
    # "If SND.UNA < SEG.ACK =< SND.NXT, then enter ESTABLISHED state and continue processing"
    p.rule(Rule.ESTABLISHED_BY_ACK)
    enter_established(p, segment)
    take_user_timeout(p, segment)
    take_what_the_syn_brought(p)
    return RETURN if p.tcb.state is CLOSED else CONTINUE


def _ack_in_synchronized_state(p: Processing, segment: Segment) -> Outcome:
    tcb = p.tcb
    if tcb.state is TIME_WAIT:
        return _ack_in_time_wait(p, segment)
    if seq.lt(tcb.snd_una, segment.ack):
        p.rule(Rule.ACK_ADVANCES)
        forget_acknowledged(p, segment.ack)
        update_window(p, segment)
        if tcb.snd_una == tcb.iss:  # CLOSE had left SYN-RECEIVED before our SYN was acknowledged
            take_what_the_syn_brought(p)
    else:
        if not segment.length or tcb.state is CLOSING:
            p.rule(Rule.ACK_DUPLICATE)
        # "If SND.UNA =< SEG.ACK =< SND.NXT, the send window should be updated."
        if segment.ack == tcb.snd_una:
            update_window(p, segment)
            _resend_probe(p, tcb)
    keep_probing(p)
    take_user_timeout(p, segment)
    if our_fin_acked(p):
        _fin_acked(p)
    elif tcb.state is CLOSING:
        return RETURN  # "otherwise, ignore the segment"
    return RETURN if p.tcb.state is CLOSED else CONTINUE


def _resend_probe(p: Processing, before: Tcb) -> None:
    # What is outstanding behind a closed window is its probe: it need not wait for its RTO. "SHOULD
    # retransmit normally the old unacknowledged data between SND.UNA and SND.UNA+SND.WND".
    if before.snd_wnd == 0 < p.tcb.snd_wnd and p.tcb.retransmission_queue:
        p.rule(Rule.WINDOW_REOPENED)
        retransmit(p)
        p.timer(rto=p.now + p.tcb.rtt.rto)


def _fin_acked(p: Processing) -> None:
    state = p.tcb.state
    if state is FIN_WAIT_1 and _peer_fin_follows(p):
        pass  # eighth step: "If our FIN has been ACKed (perhaps in this segment)", note 2
    elif state is FIN_WAIT_1:
        p.rule(Rule.FIN_ACKED_FIN_WAIT_1)
        enter_fin_wait_2(p)
    elif state is CLOSING:
        p.rule(Rule.FIN_ACKED_CLOSING)
        enter_time_wait(p)
    elif state is LAST_ACK:
        p.rule(Rule.FIN_ACKED_LAST_ACK)
        p.delete(Signal.CLOSED)


def _peer_fin_follows(p: Processing) -> bool:
    piece = trimmed(p, p.segment)
    return piece.fin and piece.seq == p.tcb.rcv_nxt


def _ack_in_time_wait(p: Processing, segment: Segment) -> Outcome:
    # "The only thing that can arrive in this state is a retransmission of the remote FIN.
    # Acknowledge it, and restart the 2 MSL timeout."
    if segment.flags & FIN:
        p.rule(Rule.TIME_WAIT_FIN)
        p.send_ack()
        p.timer(time_wait=p.now + 2 * p.stack.msl_ms)
    else:
        p.rule(Rule.TIME_WAIT_ACK)
    return RETURN


def step_6_urg(p: Processing) -> Outcome:
    """ "Sixth, check the URG bit": no host of the lab sends urgent data."""
    return CONTINUE


def step_7_segment_text(p: Processing) -> Outcome:
    """ "Seventh, process the segment text"; a FIN goes on once nothing is missing before it."""
    piece = trimmed(p, p.segment)
    if p.tcb.state not in RECEIVING:
        # "This should not occur since a FIN has been received from the remote side. Ignore the
        # segment text."
        if piece.data:
            p.rule(Rule.TEXT_IGNORED)
        fin = piece.fin
    elif seq.lt(p.tcb.rcv_nxt, piece.seq):
        # whoever closed misses what lies in the gap before a FIN, too
        if (piece.data or piece.fin) and not refused(p, True):
            # "Segments with higher beginning sequence numbers SHOULD be held for later
            # processing (SHLD-31)."
            p.rule(Rule.TEXT_HELD)
            hold(p, piece)
            p.send_ack()
        return RETURN
    else:
        fin = take_text(p, piece)
    if p.segment.flags & FIN != fin:  # FIN is 1
        p.segment = replace(p.segment, flags=p.segment.flags ^ FIN)
    return CONTINUE


def step_8_fin_bit(p: Processing) -> Outcome:
    """ "Eighth, check the FIN bit"."""
    if p.segment.flags & FIN:
        take_fin(p)
    return RETURN


_STEPS = (
    step_1_sequence_number,
    step_2_rst,
    step_3_security,
    step_4_syn,
    step_5_ack,
    step_6_urg,
    step_7_segment_text,
    step_8_fin_bit,
)
