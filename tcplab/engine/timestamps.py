"""What timestamps tell of a segment's age: PAWS (RFC 7323 §5)."""

from msgspec.structs import replace

from tcplab.engine import seq
from tcplab.engine.processing import Processing
from tcplab.engine.rules import Rule
from tcplab.engine.segment import RST, SYN, Segment


def is_of_old(p: Processing) -> bool:
    """PAWS (RFC 7323 §5.3, R1): what bears an older timestamp is not acceptable."""
    segment, stamps = p.segment, p.segment.options.timestamps
    if segment.flags & RST:
        return False
    if stamps is None:
        # "a TCP SHOULD silently drop the segment" and "MUST NOT abort" the connection (§3.2)
        if p.stack.drops_without_timestamps:
            p.rule(Rule.TIMESTAMP_MISSING)
        return p.stack.drops_without_timestamps
    if seq.lt(stamps[0], p.tcb.ts_recent):
        answer_unacceptable(p, segment, Rule.TIMESTAMP_OLD)
        return True
    return False


def keep_timestamp(p: Processing) -> None:
    """TS.Recent follows what arrives in order."""
    # "If SEG.TSval >= TS.Recent and SEG.SEQ <= Last.ACK.sent, then SEG.TSval is copied to
    # TS.Recent" (RFC 7323 §4.3); that it is not older was seen before
    segment, stamps = p.segment, p.segment.options.timestamps
    if segment.flags & RST or stamps is None or stamps[0] == p.tcb.ts_recent:
        return
    if seq.le(segment.seq, p.tcb.last_ack_sent):
        p.tcb = replace(p.tcb, ts_recent=stamps[0])


def answer_unacceptable(p: Processing, segment: Segment, rule: Rule) -> None:
    """The ACK of the first step, for what by `rule` lies outside the window or is of old."""
    # What carries text or FIN without SYN is no part of a storm of ACKs (tcp_oow_rate_limited).
    if segment.length and not segment.flags & SYN:
        p.rule(rule)
        p.send_ack()
    else:
        p.answer_invalid(rule)
