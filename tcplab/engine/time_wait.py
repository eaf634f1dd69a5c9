"""TIME-WAIT ended by a new SYN, and entered again if that was an old one (RFC 9293 §3.6.1)."""

from msgspec.structs import replace

from tcplab.engine import seq
from tcplab.engine.processing import Processing
from tcplab.engine.rules import Rule
from tcplab.engine.segment import ACK, FIN, SYN, Segment
from tcplab.engine.segment_arrives import accept_syn
from tcplab.engine.stack import Stack
from tcplab.engine.tcb import NO_TIMERS, Opened, Tcb


def reopens(p: Processing) -> bool:
    """Whether a new SYN arrives in TIME-WAIT that may end it; then it is answered."""
    segment, tcb, stack = p.segment, p.tcb, p.stack
    new = segment.flags & (SYN | ACK) == SYN and not (segment.flags & FIN and stack.drops_syn_fin)
    if not (new and stack.reopens_time_wait and p.env.listening):
        return False
    rule = _reason(tcb, segment, stack)
    if rule is None:
        return False
    # "MAY accept a new SYN from the remote peer to reopen the connection directly from TIME-WAIT"
    # (MAY-2); the ISS comes from `Env`, larger than any used before.
    p.rule(rule)
    ended = replace(tcb, timers=NO_TIMERS) if stack.returns_to_time_wait else None
    p.tcb = Tcb(opened=Opened.PASSIVE, reopened=ended)
    accept_syn(p, segment)
    return True


def _reason(tcb: Tcb, syn: Segment, stack: Stack) -> Rule | None:
    """Why a new SYN may end TIME-WAIT, None if it may not (RFC 6191 §2, SHLD-4)."""
    stamps = syn.options.timestamps if stack.timestamps else None
    if stamps is not None and tcb.snd_ts_ok:
        if seq.lt(tcb.ts_recent, stamps[0]):
            return Rule.TIME_WAIT_REOPENED_LATER
        if stamps[0] != tcb.ts_recent:
            return None
    elif stamps is not None and stack.first_timestamp_reopens:
        return Rule.TIME_WAIT_REOPENED_LATER
    return Rule.TIME_WAIT_REOPENED if seq.lt(tcb.rcv_nxt, syn.seq) else None


def return_to(p: Processing, ended: Tcb) -> None:
    """A RST has told that the SYN was an old one: TIME-WAIT as it was, for its full time."""
    # "and returns to TIME-WAIT state if the SYN turns out to be an old duplicate"
    p.rule(Rule.TIME_WAIT_RETURNED)
    p.tcb = ended
    p.timer(time_wait=p.now + 2 * p.stack.msl_ms)
