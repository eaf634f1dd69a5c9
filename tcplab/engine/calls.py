"""The user calls OPEN, SEND, RECEIVE, CLOSE and ABORT (RFC 9293 §3.10.1 to §3.10.5)."""

from msgspec.structs import replace

from tcplab.engine.events import SetOption, Signal
from tcplab.engine.output import output, send_fin
from tcplab.engine.processing import Processing
from tcplab.engine.rules import Rule
from tcplab.engine.tcb import (
    CLOSED,
    CLOSING,
    ESTABLISHED,
    FIN_WAIT_1,
    FIN_WAIT_2,
    LAST_ACK,
    LISTEN,
    SYN_RECEIVED,
    SYN_SENT,
    SYNCHRONIZED,
    TIME_WAIT,
    Opened,
)

_QUIET_CLOSING = frozenset({CLOSING, LAST_ACK, TIME_WAIT})
_CONNECTED = SYNCHRONIZED - {TIME_WAIT}
_CLOSED_BY_USER = _QUIET_CLOSING | {FIN_WAIT_1, FIN_WAIT_2}


def open_call(p: Processing, active: bool) -> None:
    """OPEN (§3.10.1)."""
    state = p.tcb.state
    if state is CLOSED and active:
        p.rule(Rule.OPEN_ACTIVE)
        _go_active(p)
    elif state is CLOSED:
        # "enter the LISTEN state, and return"
        p.rule(Rule.OPEN_PASSIVE)
        p.tcb = replace(p.tcb, state=LISTEN, opened=Opened.PASSIVE)
    elif state is LISTEN and active:
        # "If the OPEN call is active, then change the connection from passive to active"
        p.rule(Rule.OPEN_LISTEN_TO_ACTIVE)
        _go_active(p)
    else:
        p.rule(Rule.OPEN_EXISTS)
        p.notify(Signal.ALREADY_EXISTS)


def _go_active(p: Processing) -> None:
    # "an initial send sequence number (ISS) is selected. A SYN segment of the form
    # <SEQ=ISS><CTL=SYN> is sent. Set SND.UNA to ISS, SND.NXT to ISS+1, enter SYN-SENT"
    p.begin(SYN_SENT, Opened.ACTIVE, p.env.iss, 0)


def send_call(p: Processing, data: bytes) -> None:
    """SEND (§3.10.2)."""
    state = p.tcb.state
    if state is CLOSED:
        p.rule(Rule.SEND_NO_CONNECTION)
        p.notify(Signal.DOES_NOT_EXIST)
    elif state in _CLOSED_BY_USER or p.tcb.close_queued:
        p.rule(Rule.SEND_CLOSING)
        p.notify(Signal.CLOSING)
    elif state is LISTEN:
        p.rule(Rule.SEND_LISTEN_TO_ACTIVE)
        _go_active(p)
        p.tcb = replace(p.tcb, send_queue=data)
    elif state in (SYN_SENT, SYN_RECEIVED):
        p.rule(Rule.SEND_QUEUED)
        p.tcb = replace(p.tcb, send_queue=p.tcb.send_queue + data)
    else:
        p.rule(Rule.SEND_SEGMENTIZED)
        p.tcb = replace(p.tcb, send_queue=p.tcb.send_queue + data)
        output(p)


def receive_call(p: Processing, octets: int | None) -> None:
    """RECEIVE (§3.10.3). Octets that came before a FIN are still handed out after it."""
    tcb = p.tcb
    if tcb.state is CLOSED:
        p.rule(Rule.RECEIVE_NO_CONNECTION)
        p.notify(Signal.DOES_NOT_EXIST)
    elif tcb.unread:
        _deliver(p, len(tcb.unread) if octets is None else octets)
    elif tcb.peer_fin:
        p.rule(Rule.RECEIVE_CLOSING)
        p.notify(Signal.CLOSING)
    else:
        p.rule(Rule.RECEIVE_QUEUED)


def _deliver(p: Processing, octets: int) -> None:
    p.rule(Rule.RECEIVE_DELIVERED)
    tcb, stack = p.tcb, p.stack
    p.deliver(tcb.unread[:octets])
    rest = tcb.unread[octets:]
    p.tcb = replace(p.tcb, unread=rest)
    free = stack.window - len(rest)
    # §3.8.6.2.2: keep RCV.NXT+RCV.WND fixed until the gain is at least
    # min(Fr * RCV.BUFF, Eff.snd.MSS), Fr = 1/2 (MUST-39)
    step = min(max(1, stack.window // 2), stack.mss)
    if stack.silly_window and free - tcb.rcv_wnd < step:
        return
    p.tcb = replace(p.tcb, rcv_wnd=free)
    if tcb.rcv_wnd < step <= free and not tcb.peer_fin:
        p.rule(Rule.WINDOW_OPENS)
        p.owe_ack()


def close_call(p: Processing, *, orphan: bool) -> None:
    """CLOSE (§3.10.4); `orphan` if the program lets go of the connection, not just of sending."""
    tcb, stack = p.tcb, p.stack
    state = tcb.state
    if orphan and stack.close_ends_receiving and tcb.unread and state in _CONNECTED:
        # "issues a CLOSE call while received data is still pending ... SHOULD send a RST to show
        # that data was lost" (SHLD-3); not from TIME-WAIT, where the peer is gone (as Linux)
        p.rule(Rule.CLOSE_UNREAD)
        p.reset_peer()
        p.delete(None)
    elif state is CLOSED:
        p.rule(Rule.CLOSE_NO_CONNECTION)
        p.notify(Signal.DOES_NOT_EXIST)
    elif state is LISTEN:
        p.rule(Rule.CLOSE_LISTEN)
        p.delete(Signal.CLOSED)
    elif state is SYN_SENT:
        p.rule(Rule.CLOSE_SYN_SENT)
        p.delete(Signal.CLOSED)
    elif state in _CLOSED_BY_USER or tcb.close_queued:
        _close_again(p, orphan)
    else:
        _close_open(p, orphan)


def _close_again(p: Processing, orphan: bool) -> None:
    tcb = p.tcb
    if orphan and not tcb.orphan:
        # "an 'ok' response would be acceptable, too, as long as a second FIN is not emitted"
        p.rule(Rule.CLOSE_AGAIN)
        p.tcb = replace(p.tcb, orphan=True)
        if tcb.state is FIN_WAIT_2:
            start_fin_wait_2_timer(p)
    else:
        p.rule(Rule.CLOSE_CLOSING)
        p.notify(Signal.CLOSING)


def _close_open(p: Processing, orphan: bool) -> None:
    p_state = p.tcb.state
    if p_state is SYN_RECEIVED:
        if p.tcb.send_queue:
            p.rule(Rule.CLOSE_SYN_RECEIVED_QUEUED)
            p.tcb = replace(p.tcb, close_queued=True, orphan=orphan)
            return
        p.rule(Rule.CLOSE_SYN_RECEIVED)
        p.tcb = replace(p.tcb, state=FIN_WAIT_1, orphan=orphan)
        send_fin(p)
        return
    if p_state is ESTABLISHED:
        # "In any case, enter FIN-WAIT-1 state."
        p.rule(Rule.CLOSE_ESTABLISHED)
        p.tcb = replace(p.tcb, state=FIN_WAIT_1, close_queued=True, orphan=orphan)
    else:
        p.rule(Rule.CLOSE_CLOSE_WAIT)
        p.tcb = replace(p.tcb, close_queued=True, orphan=orphan)
    output(p)


def start_fin_wait_2_timer(p: Processing) -> None:
    """A choice outside the RFC: who was let go of does not wait for the peer's FIN for ever."""
    if p.tcb.orphan and p.stack.fin_wait_2_ms is not None:
        p.timer(fin_wait_2=p.now + p.stack.fin_wait_2_ms)


def abort_call(p: Processing) -> None:
    """ABORT (§3.10.5)."""
    state = p.tcb.state
    if state is CLOSED:
        p.rule(Rule.ABORT_NO_CONNECTION)
        p.notify(Signal.DOES_NOT_EXIST)
    elif state is LISTEN:
        p.rule(Rule.ABORT_LISTEN)
        p.delete(Signal.CLOSED)
    elif state is SYN_SENT:
        p.rule(Rule.ABORT_SYN_SENT)
        p.delete(Signal.CLOSED)
    elif state in _QUIET_CLOSING:
        # "respond with an 'ok' and delete the TCB, enter CLOSED state, and return"
        p.rule(Rule.ABORT_CLOSING)
        p.delete(Signal.CLOSED)
    else:
        # "Send a reset segment: <SEQ=SND.NXT><CTL=RST>"
        p.rule(Rule.ABORT_SYNCHRONIZED)
        p.reset_peer()
        p.delete(Signal.CLOSED)


def set_option(p: Processing, event: SetOption) -> None:
    """The user's choices for this connection: keep-alive (MUST-25), no Nagle, a user timeout."""
    p.rule(Rule.OPTION_SET)
    if event.keepalive is not None:
        p.tcb = replace(p.tcb, keepalive=event.keepalive, probes=0)
        alive = event.keepalive and p.tcb.state in _CONNECTED
        p.timer(keepalive=p.now + p.stack.keepalive_idle_ms if alive else None)
    if event.user_timeout_ms is not None:
        # CHANGEABLE "becomes false when an application explicitly sets USER_TIMEOUT" (RFC 5482 §3)
        p.tcb = replace(
            p.tcb,
            user_timeout_ms=event.user_timeout_ms or None,
            changeable=not event.user_timeout_ms,
        )
        if p.tcb.state in _CONNECTED and p.stack.user_timeout_option_ms is not None:
            p.tcb = replace(p.tcb, uto_due=True)  # "whenever it starts using a new user timeout"
        waits = event.user_timeout_ms and p.tcb.retransmission_queue
        p.timer(user=p.now + event.user_timeout_ms if waits else None)
    if event.nodelay is not None:
        p.tcb = replace(p.tcb, nodelay=event.nodelay)
        output(p)
