"""What holds for every TCB after every event, and for every line; each breach is one sentence."""

from collections.abc import Iterator

from msgspec.structs import replace

from tcplab.engine import seq
from tcplab.engine.diagram import EDGES, EXCEPTIONS, edge_of, family_of
from tcplab.engine.events import Emit, Line
from tcplab.engine.rules import Rule
from tcplab.engine.segment import ACK, RST, SYN
from tcplab.engine.stack import Stack
from tcplab.engine.tcb import CLOSED_TCB, SYNCHRONIZED, Opened, State, Tcb

_UNBORN = frozenset({State.CLOSED, State.LISTEN})
_HANDSHAKE = frozenset({State.SYN_SENT, State.SYN_RECEIVED})
_PEER_CLOSED = frozenset({State.CLOSE_WAIT, State.CLOSING, State.LAST_ACK, State.TIME_WAIT})
_NO_FIN_YET = _HANDSHAKE | {State.ESTABLISHED, State.CLOSE_WAIT}
_FIN_ON_ITS_WAY = frozenset({State.FIN_WAIT_1, State.CLOSING, State.LAST_ACK})
_CLOSE_MAY_WAIT = frozenset({State.SYN_RECEIVED, State.FIN_WAIT_1, State.CLOSE_WAIT, State.CLOSING})
_ANSWERS_TO_RST = frozenset(
    {
        Rule.CLOSED_RST,
        Rule.LISTEN_RST,
        Rule.SYN_SENT_BAD_ACK_RST,
        Rule.SYN_SENT_RST,
        Rule.SYN_SENT_RST_DROPPED,
        Rule.NOT_ACCEPTABLE_RST,
        Rule.RST_CHALLENGED,
        Rule.RST_BACK_TO_LISTEN,
        Rule.TIME_WAIT_RETURNED,
        Rule.RST_REFUSED,
        Rule.RST_RESET,
        Rule.RST_CLOSED,
        Rule.RST_BEFORE_FIN,
        Rule.RST_IGNORED_IN_TIME_WAIT,
    }
)

_REOPENING = frozenset(
    {Rule.TIME_WAIT_REOPENED, Rule.TIME_WAIT_REOPENED_LATER, Rule.TIME_WAIT_RETURNED}
)


def violations(tcb: Tcb, stack: Stack) -> tuple[str, ...]:
    """What is wrong with `tcb` under the choices of `stack`; empty if nothing is."""
    if tcb.state in _UNBORN:
        return tuple(_unborn(tcb))
    checks = (_sending, _closing, _receiving, _timers)
    return tuple(sentence for check in checks for sentence in check(tcb, stack))


def _unborn(tcb: Tcb) -> Iterator[str]:
    opened = Opened.PASSIVE if tcb.state is State.LISTEN else None
    blank = replace(
        CLOSED_TCB,
        state=tcb.state,
        opened=opened,
        keepalive=tcb.keepalive,
        nodelay=tcb.nodelay,
        user_timeout_ms=tcb.user_timeout_ms,
        changeable=tcb.changeable,
    )
    if tcb != blank:
        yield f"In {tcb.state.value} nothing is remembered but the user's options."


def _sending(tcb: Tcb, stack: Stack) -> Iterator[str]:
    queue = tcb.retransmission_queue
    if tcb.opened is None:
        yield "A connection was opened either actively or passively."
    if not (seq.le(tcb.iss, tcb.snd_una) and seq.le(tcb.snd_una, tcb.snd_nxt)):
        yield "ISS =< SND.UNA =< SND.NXT."
    if tcb.snd_wnd > tcb.snd_max_wnd:
        yield "No window is larger than the largest one seen."
    if bool(queue) != (tcb.snd_una != tcb.snd_nxt):
        yield "Segments are kept for repeating as long as something is unacknowledged, not longer."
    if queue and not (seq.le(queue[0].seq, tcb.snd_una) and seq.lt(tcb.snd_una, queue[0].end)):
        yield "The first segment on the retransmission queue holds SND.UNA."
    ends = [sent.end for sent in queue]
    if queue and [sent.seq for sent in queue[1:]] + [tcb.snd_nxt] != ends:
        yield "The retransmission queue reaches SND.NXT without a gap."
    if any(sent.seq == sent.end for sent in queue):
        yield "Only what takes sequence numbers is kept for repeating."
    if tcb.state in _HANDSHAKE and (tcb.snd_una, tcb.snd_nxt) != (tcb.iss, seq.add(tcb.iss, 1)):
        yield "Before ESTABLISHED our SYN, and nothing else, is on its way."
    most = max(stack.rto_max_ms, stack.rto_first_ms, 3_000)
    if not 0 < tcb.rtt.rto <= most:
        yield "The retransmission timeout is positive and at most its limit."


def _closing(tcb: Tcb, stack: Stack) -> Iterator[str]:
    state, fin = tcb.state, tcb.fin_seq
    if fin is not None and seq.add(fin, 1) != tcb.snd_nxt:
        yield "Nothing is sent after our FIN."
    if fin is not None and (tcb.send_queue or tcb.close_queued):
        yield "Once our FIN is sent nothing waits to be sent."
    if state in _NO_FIN_YET and fin is not None:
        yield f"In {state.value} our FIN has not been sent."
    acked = fin is not None and seq.lt(fin, tcb.snd_una)
    if state in (State.FIN_WAIT_2, State.TIME_WAIT) and not acked:
        yield f"In {state.value} our FIN is acknowledged."
    if state in _FIN_ON_ITS_WAY and acked:
        yield f"In {state.value} our FIN is not yet acknowledged."
    if state in _FIN_ON_ITS_WAY and fin is None and not tcb.close_queued:
        yield f"In {state.value} our FIN has been sent or waits for its turn."
    if state is State.LAST_ACK and fin is None:
        yield "LAST-ACK begins when our FIN is sent."
    if tcb.close_queued and state not in _CLOSE_MAY_WAIT:
        yield f"In {state.value} no CLOSE waits."
    if tcb.orphan and fin is None and not tcb.close_queued:
        yield "Who let go of the connection has also closed it."
    if tcb.peer_fin != (state in _PEER_CLOSED):
        yield "The state says whether the peer has closed."


def _receiving(tcb: Tcb, stack: Stack) -> Iterator[str]:
    if tcb.rcv_wnd < 0 or len(tcb.unread) + tcb.rcv_wnd > stack.window:
        yield "The window offered and the octets not yet read fit into the buffer."
    if tcb.state in _HANDSHAKE and tcb.unread:
        yield "Nothing is handed to the user before ESTABLISHED."
    if tcb.state is State.SYN_RECEIVED and tcb.rcv_nxt != seq.add(tcb.irs, 1):
        yield "In SYN-RECEIVED the peer's SYN, and nothing else, was taken."
    held = tcb.out_of_order
    if held and (tcb.peer_fin or tcb.state is State.SYN_SENT):
        yield "Nothing is held before the peer's SYN or after its FIN."
    offsets = [seq.distance(tcb.rcv_nxt, piece.seq) for piece in held]
    if offsets != sorted(offsets):
        yield "What is held lies in the order of its numbers."
    if held and tcb.state is State.SYN_RECEIVED and offsets != [0]:
        yield "What came with the SYN begins right behind it."
    if tcb.snd_una != tcb.iss and 0 in offsets:
        yield "Once our SYN is acknowledged, what begins at RCV.NXT is taken, not held."
    for piece, offset in zip(held, offsets, strict=True):
        if not 0 < len(piece.data) + piece.fin <= tcb.rcv_wnd - offset:
            yield "What is held is not empty and lies in the window."
    if tcb.unacknowledged and not tcb.ack_owed and tcb.timers.delayed_ack is None:
        yield "Octets that were taken are acknowledged, at once or after a while."


def _timers(tcb: Tcb, stack: Stack) -> Iterator[str]:
    state, timers = tcb.state, tcb.timers
    if (timers.rto is None) != (not tcb.retransmission_queue):
        yield "The retransmission timer runs as long as something is unacknowledged, not longer."
    if timers.user is not None and not tcb.retransmission_queue:
        yield "The user timeout runs only while something is unacknowledged."
    if (timers.time_wait is None) != (state is not State.TIME_WAIT):
        yield "The 2 MSL timer runs in TIME-WAIT and nowhere else."
    if state is State.TIME_WAIT and len(timers.due()) > 1:
        yield "In TIME-WAIT all other timers are turned off."
    waits = bool(tcb.send_queue) or tcb.close_queued
    stuck = waits and not tcb.retransmission_queue and state not in _HANDSHAKE
    if (timers.persist is None) == stuck:
        yield "What waits while nothing is on its way is probed for, and nothing else is."
    if timers.delayed_ack is not None and (tcb.ack_owed or state not in SYNCHRONIZED):
        yield "An ACK is delayed only in synchronized states and only if none is owed at once."
    if timers.keepalive is not None and not (tcb.keepalive and state in SYNCHRONIZED):
        yield "Keep-alive runs only where the user asked for it and a peer is known."
    if tcb.probes > (stack.keepalive_count if tcb.keepalive else 0):
        yield "No more keep-alive probes are sent than were asked for."
    if timers.fin_wait_2 is not None and not (state is State.FIN_WAIT_2 and tcb.orphan):
        yield "Only a FIN-WAIT-2 that the program let go of is timed."


def line_violations(line: Line) -> tuple[str, ...]:
    """What is wrong with one step from a TCB to the next; empty if nothing is."""
    return (*_change_of_state(line), *_no_way_back(line), *_emitted(line))


def _change_of_state(line: Line) -> Iterator[str]:
    before, after = line.before.state, line.after.state
    edge = edge_of(line)
    named = family_of(line) is not None or line.rule in EXCEPTIONS
    if edge not in EDGES and before is not after and not named:
        yield f"{before.value} to {after.value} is neither in figure 5 nor a named exception."


def _no_way_back(line: Line) -> Iterator[str]:
    before, after = line.before, line.after
    if {before.state, after.state} & _UNBORN or line.rule in _REOPENING:
        return
    if before.iss != after.iss:
        yield "The ISS of a connection does not change."
    for name, old, new in (
        ("SND.UNA", before.snd_una, after.snd_una),
        ("SND.NXT", before.snd_nxt, after.snd_nxt),
    ):
        if not seq.le(old, new):
            yield f"{name} never moves backwards."
    if before.state is State.SYN_SENT:
        return
    if not seq.le(before.rcv_nxt, after.rcv_nxt):
        yield "RCV.NXT never moves backwards."
    if not seq.le(seq.add(before.rcv_nxt, before.rcv_wnd), seq.add(after.rcv_nxt, after.rcv_wnd)):
        yield "The right edge of the window never moves backwards (SHLD-14)."


def _emitted(line: Line) -> Iterator[str]:
    before, after = line.before, line.after
    for effect in line.effects:
        if not isinstance(effect, Emit):
            continue
        segment = effect.segment
        if segment.options.mss is not None and not segment.flags & SYN:
            yield "Only a SYN carries an MSS option (MUST-65)."
        if segment.flags & RST:
            if line.rule in _ANSWERS_TO_RST:
                yield "A RST is never answered with a RST."
            continue
        if segment.flags & ACK and segment.ack not in (before.rcv_nxt, after.rcv_nxt):
            yield "What is acknowledged is RCV.NXT."
        if before.state in SYNCHRONIZED and not segment.flags & ACK:
            yield "In synchronized states every segment carries an acknowledgment."
        room = seq.distance(after.snd_una, seq.add(segment.seq, segment.length))
        if line.rule is Rule.DATA_SENT and room > after.snd_wnd:
            yield "Nothing but a probe is sent beyond the peer's window."
