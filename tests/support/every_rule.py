"""Minimal sequences of events that reach every rule of the engine, and how to play them."""

from collections.abc import Sequence

from msgspec.structs import replace

from tcplab.engine.events import (
    Abort,
    Close,
    Env,
    Event,
    Line,
    Open,
    Receive,
    SegmentArrives,
    Send,
    SetOption,
    Settle,
    Shutdown,
    Timeout,
)
from tcplab.engine.process import process
from tcplab.engine.rules import Rule
from tcplab.engine.segment import ACK, FIN, RST, SYN, Options, Segment, UserTimeout
from tcplab.engine.stack import (
    LINUX,
    NO_TIME_WAIT,
    RFC9293,
    TEXTBOOK,
    TWO_WAY_HANDSHAKE,
    Stack,
)
from tcplab.engine.tcb import CLOSED_TCB, Tcb, Timer

# Our end has ISS 100, the peer 300: after the handshake we stand at 101, and the peer at 301.


def arrives(
    flags: int, seq: int = 301, ack: int = 101, data: bytes = b"", window: int = 65_535
) -> SegmentArrives:
    return SegmentArrives(Segment(seq, flags, ack if flags & ACK else 0, window, data=data))


def stamped(flags: int, seq: int, clock: int) -> SegmentArrives:
    """A segment with every option that a SYN can have."""
    options = Options(1_460, 7, True, (clock, 0))
    ack = 101 if flags & ACK else 0
    return SegmentArrives(Segment(seq, flags, ack, 65_535, options=options))


def advises(flags: int, seq: int) -> SegmentArrives:
    """A segment that advises a user timeout of five minutes."""
    ack = 101 if flags & ACK else 0
    return SegmentArrives(Segment(seq, flags, ack, 65_535, options=Options(user_timeout=MINUTES)))


def runs_out(timer: Timer, times: int = 1) -> tuple[Event, ...]:
    return (Timeout(timer),) * times


MINUTES = UserTimeout(5, minutes=True)
SYN_ARRIVES = arrives(SYN, 300)
FIN_ARRIVES = arrives(FIN | ACK)
LISTEN = (Open(active=False),)
SYN_SENT = (Open(active=True),)
SYN_RECEIVED = (*LISTEN, SYN_ARRIVES)
BOTH_ASK = (*SYN_SENT, SYN_ARRIVES)
ESTABLISHED = (*SYN_SENT, arrives(SYN | ACK, 300), Settle())
STAMPED = (*SYN_SENT, stamped(SYN | ACK, 300, 7_000))
STAMPED_BY_PEER = (*LISTEN, stamped(SYN, 300, 7_000))
WINDOW_CLOSED = (*SYN_SENT, arrives(SYN | ACK, 300, window=0), Settle())
FIN_WAIT_1 = (*ESTABLISHED, Shutdown())
FIN_WAIT_2 = (*FIN_WAIT_1, arrives(ACK, 301, 102))
CLOSING = (*FIN_WAIT_1, FIN_ARRIVES, Settle())
TIME_WAIT = (*FIN_WAIT_2, arrives(FIN | ACK, 301, 102), Settle())
CLOSE_WAIT = (*ESTABLISHED, FIN_ARRIVES, Settle())
LAST_ACK = (*CLOSE_WAIT, Shutdown())
KEPT_ALIVE = (*ESTABLISHED, SetOption(keepalive=True))

RFC1337 = replace(TEXTBOOK, rfc1337=True)
ONE_PROBE = replace(TEXTBOOK, keepalive_count=1)
UNLISTENED = replace(LINUX, name="linux, whose listener is closed")
ADVISES = replace(TEXTBOOK, user_timeout_option_ms=120_000)
SMALL = replace(TEXTBOOK, window=10, mss=10)
SAYS_GOODBYE = replace(TEXTBOOK, rst_on_give_up=True)
FULL = arrives(ACK, data=b"0123456789")

Case = tuple[Rule, Stack, Sequence[Event]]

# A rule, the stack, and events from CLOSED on, of which the last one brings the rule about.
REACHES: tuple[Case, ...] = (
    (Rule.OPEN_PASSIVE, TEXTBOOK, LISTEN),
    (Rule.OPEN_ACTIVE, TEXTBOOK, SYN_SENT),
    (Rule.OPEN_LISTEN_TO_ACTIVE, TEXTBOOK, (*LISTEN, Open(active=True))),
    (Rule.OPEN_EXISTS, TEXTBOOK, (*LISTEN, Open(active=False))),
    (Rule.OPEN_EXISTS, TEXTBOOK, (*ESTABLISHED, Open(active=True))),
    (Rule.SEND_NO_CONNECTION, TEXTBOOK, (Send(b"x"),)),
    (Rule.SEND_LISTEN_TO_ACTIVE, TEXTBOOK, (*LISTEN, Send(b"x"))),
    (Rule.SEND_QUEUED, TEXTBOOK, (*SYN_SENT, Send(b"x"))),
    (Rule.SEND_QUEUED, TEXTBOOK, (*SYN_RECEIVED, Send(b"x"))),
    (Rule.SEND_SEGMENTIZED, TEXTBOOK, (*ESTABLISHED, Send(b"x"))),
    (Rule.SEND_CLOSING, TEXTBOOK, (*TIME_WAIT, Send(b"x"))),
    (Rule.SEND_CLOSING, TEXTBOOK, (*SYN_RECEIVED, Send(b"x"), Close(), Send(b"y"))),
    (Rule.RECEIVE_NO_CONNECTION, TEXTBOOK, (Receive(),)),
    (Rule.RECEIVE_QUEUED, TEXTBOOK, (*LISTEN, Receive())),
    (Rule.RECEIVE_QUEUED, TEXTBOOK, (*ESTABLISHED, Receive())),
    (Rule.RECEIVE_DELIVERED, TEXTBOOK, (*ESTABLISHED, FULL, Receive(4))),
    (Rule.RECEIVE_CLOSING, TEXTBOOK, (*CLOSE_WAIT, Receive())),
    (Rule.CLOSE_NO_CONNECTION, TEXTBOOK, (Close(),)),
    (Rule.CLOSE_LISTEN, TEXTBOOK, (*LISTEN, Close())),
    (Rule.CLOSE_SYN_SENT, TEXTBOOK, (*SYN_SENT, Close())),
    (Rule.CLOSE_SYN_RECEIVED, TEXTBOOK, (*SYN_RECEIVED, Close())),
    (Rule.CLOSE_SYN_RECEIVED_QUEUED, TEXTBOOK, (*SYN_RECEIVED, Send(b"x"), Close())),
    (Rule.CLOSE_ESTABLISHED, TEXTBOOK, FIN_WAIT_1),
    (Rule.CLOSE_ESTABLISHED, TEXTBOOK, (*SYN_RECEIVED, Send(b"x"), Close(), arrives(ACK))),
    (Rule.CLOSE_CLOSE_WAIT, TEXTBOOK, LAST_ACK),
    (Rule.CLOSE_AGAIN, TEXTBOOK, (*FIN_WAIT_2, Close())),
    (Rule.CLOSE_AGAIN, TEXTBOOK, (*SYN_RECEIVED, Send(b"x"), Shutdown(), Close())),
    (Rule.CLOSE_CLOSING, TEXTBOOK, (*FIN_WAIT_1, Shutdown())),
    (Rule.CLOSE_UNREAD, LINUX, (*ESTABLISHED, FULL, Close())),
    (Rule.FIN_SENT, TEXTBOOK, FIN_WAIT_1),
    (Rule.FIN_SENT, TEXTBOOK, LAST_ACK),
    (Rule.FIN_SENT, TEXTBOOK, (*WINDOW_CLOSED, Shutdown(), Timeout(Timer.PERSIST))),
    (Rule.FIN_SENT, TEXTBOOK, (*WINDOW_CLOSED, Shutdown(), FIN_ARRIVES)),
    (Rule.ABORT_NO_CONNECTION, TEXTBOOK, (Abort(),)),
    (Rule.ABORT_LISTEN, TEXTBOOK, (*LISTEN, Abort())),
    (Rule.ABORT_SYN_SENT, TEXTBOOK, (*SYN_SENT, Abort())),
    (Rule.ABORT_SYNCHRONIZED, TEXTBOOK, (*ESTABLISHED, Abort())),
    (Rule.ABORT_CLOSING, TEXTBOOK, (*TIME_WAIT, Abort())),
    (Rule.OPTION_SET, TEXTBOOK, (*LISTEN, SetOption(keepalive=True))),
    (Rule.OPTION_SET, TEXTBOOK, (*ESTABLISHED, Send(b"x"), SetOption(user_timeout_ms=500))),
    (Rule.CLOSED_RST, TEXTBOOK, (arrives(RST),)),
    (Rule.CLOSED_NO_ACK, TEXTBOOK, (SYN_ARRIVES,)),
    (Rule.CLOSED_ACK, TEXTBOOK, (arrives(ACK),)),
    (Rule.LISTEN_RST, TEXTBOOK, (*LISTEN, arrives(RST))),
    (Rule.LISTEN_ACK, TEXTBOOK, (*LISTEN, arrives(ACK))),
    (Rule.LISTEN_SYN, TEXTBOOK, SYN_RECEIVED),
    (Rule.LISTEN_OTHER, TEXTBOOK, (*LISTEN, arrives(FIN))),
    (Rule.LISTENER_GONE, UNLISTENED, (*SYN_RECEIVED, arrives(ACK))),
    (Rule.LISTENER_GONE, UNLISTENED, (*SYN_RECEIVED, Timeout(Timer.RTO))),
    (Rule.LISTEN_SYN_FIN, LINUX, (*LISTEN, arrives(SYN | FIN, 300))),
    (Rule.SYN_SENT_BAD_ACK, TEXTBOOK, (*SYN_SENT, arrives(SYN | ACK, 300, 91))),
    (Rule.SYN_SENT_BAD_ACK_RST, TEXTBOOK, (*SYN_SENT, arrives(RST | ACK, 0, 91))),
    (Rule.SYN_SOON_AGAIN, LINUX, (*SYN_SENT, arrives(ACK, 300, 91))),
    (Rule.SYN_SENT_RST, TEXTBOOK, (*SYN_SENT, arrives(RST | ACK, 0))),
    (Rule.SYN_SENT_RST_DROPPED, TEXTBOOK, (*SYN_SENT, arrives(RST, 0))),
    (Rule.SYN_SENT_SYN_ACK, TEXTBOOK, (*SYN_SENT, arrives(SYN | ACK, 300))),
    (Rule.SYN_SENT_SYN, TEXTBOOK, BOTH_ASK),
    (Rule.SYN_SENT_OTHER, TEXTBOOK, (*SYN_SENT, arrives(ACK))),
    (Rule.WINDOW_SCALE_AGREED, LINUX, STAMPED),
    (Rule.WINDOW_SCALE_AGREED, LINUX, STAMPED_BY_PEER),
    (Rule.TIMESTAMPS_AGREED, LINUX, STAMPED),
    (Rule.TIMESTAMPS_AGREED, LINUX, STAMPED_BY_PEER),
    (Rule.SACK_AGREED, LINUX, STAMPED),
    (Rule.SACK_AGREED, LINUX, STAMPED_BY_PEER),
    (Rule.TIMESTAMP_MISSING, RFC9293, (*STAMPED, FIN_ARRIVES)),
    (Rule.TIMESTAMP_OLD, RFC9293, (*STAMPED, stamped(FIN | ACK, 301, 6_000))),
    (Rule.NOT_ACCEPTABLE, TEXTBOOK, (*ESTABLISHED, arrives(ACK, 300))),
    (Rule.NOT_ACCEPTABLE, TEXTBOOK, (*SYN_RECEIVED, SYN_ARRIVES)),
    (Rule.NOT_ACCEPTABLE_RST, TEXTBOOK, (*ESTABLISHED, arrives(RST, 300))),
    (Rule.ZERO_WINDOW_ALLOWANCE, SMALL, (*ESTABLISHED, FULL, arrives(ACK, 311, data=b"x"))),
    (Rule.OLD_SEGMENT_ACKS, LINUX, (*CLOSING, arrives(FIN | ACK, 301, 102))),
    (Rule.REPEATED_FIN_IN_TIME_WAIT, TEXTBOOK, (*TIME_WAIT, arrives(FIN | ACK, 301, 102))),
    (Rule.SIMULTANEOUS_SYN_ACK, TEXTBOOK, (*BOTH_ASK, arrives(SYN | ACK, 300))),
    (Rule.REPEATED_SYN_ANSWERED, LINUX, (*SYN_RECEIVED, SYN_ARRIVES)),
    (Rule.TIME_WAIT_REOPENED, LINUX, (*TIME_WAIT, arrives(SYN, 9_000))),
    (Rule.TIME_WAIT_REOPENED_LATER, RFC9293, (*TIME_WAIT, stamped(SYN, 200, 1))),
    (Rule.TIME_WAIT_RETURNED, RFC9293, (*TIME_WAIT, arrives(SYN, 9_000), arrives(RST, 9_001))),
    (Rule.ANSWER_WITHHELD, LINUX, (*ESTABLISHED, arrives(RST, 302), arrives(RST, 302))),
    (Rule.RST_CHALLENGED, TEXTBOOK, (*ESTABLISHED, arrives(RST, 400))),
    (Rule.RST_BEFORE_FIN, LINUX, (*CLOSE_WAIT, arrives(RST, 301))),
    (Rule.RST_BACK_TO_LISTEN, TEXTBOOK, (*SYN_RECEIVED, arrives(RST))),
    (Rule.RST_REFUSED, TEXTBOOK, (*BOTH_ASK, arrives(RST))),
    (Rule.RST_RESET, TEXTBOOK, (*ESTABLISHED, arrives(RST))),
    (Rule.RST_CLOSED, TEXTBOOK, (*TIME_WAIT, arrives(RST, 302))),
    (Rule.RST_IGNORED_IN_TIME_WAIT, RFC1337, (*TIME_WAIT, arrives(RST, 302))),
    (Rule.SYN_BACK_TO_LISTEN, TEXTBOOK, (*SYN_RECEIVED, arrives(SYN, 400))),
    (Rule.OTHER_SYN_RESET, LINUX, (*SYN_RECEIVED, arrives(SYN, 400))),
    (Rule.SYN_CHALLENGED, TEXTBOOK, (*ESTABLISHED, arrives(SYN, 400))),
    (Rule.NO_ACK, TEXTBOOK, (*ESTABLISHED, arrives(FIN))),
    (Rule.ESTABLISHED_BY_ACK, TEXTBOOK, (*SYN_RECEIVED, arrives(ACK))),
    (Rule.SYN_RECEIVED_BAD_ACK, TEXTBOOK, (*SYN_RECEIVED, arrives(ACK, ack=91))),
    (Rule.ACK_OF_UNSENT, TEXTBOOK, (*ESTABLISHED, arrives(ACK, ack=500))),
    (Rule.ACK_TOO_OLD, TEXTBOOK, (*ESTABLISHED, arrives(ACK, ack=4_294_000_000))),
    (Rule.ACK_ADVANCES, TEXTBOOK, FIN_WAIT_2),
    (Rule.ACK_DUPLICATE, TEXTBOOK, (*ESTABLISHED, arrives(ACK))),
    (Rule.WINDOW_UPDATED, TEXTBOOK, (*ESTABLISHED, arrives(ACK, window=5))),
    (Rule.FIN_ACKED_FIN_WAIT_1, TEXTBOOK, FIN_WAIT_2),
    (Rule.FIN_ACKED_CLOSING, TEXTBOOK, (*CLOSING, arrives(ACK, 302, 102))),
    (Rule.FIN_ACKED_CLOSING, NO_TIME_WAIT, (*CLOSING, arrives(ACK, 302, 102))),
    (Rule.FIN_ACKED_LAST_ACK, TEXTBOOK, (*LAST_ACK, arrives(ACK, 302, 102))),
    (Rule.TIME_WAIT_ACK, TEXTBOOK, (*TIME_WAIT, arrives(ACK, 302, 102))),
    (Rule.TIME_WAIT_FIN, TEXTBOOK, (*TIME_WAIT, arrives(FIN | ACK, 302, 102))),
    (Rule.TEXT_ACCEPTED, RFC9293, (*ESTABLISHED, FULL)),
    (Rule.TEXT_HELD, TEXTBOOK, (*ESTABLISHED, arrives(ACK, 311, data=b"x"))),
    (Rule.TEXT_AFTER_CLOSE, LINUX, (*ESTABLISHED, Close(), FULL)),
    (Rule.TEXT_IGNORED, TEXTBOOK, (*CLOSE_WAIT, arrives(ACK, 302, data=b"x"))),
    (Rule.FIN_CLOSE_WAIT, TEXTBOOK, CLOSE_WAIT[:-1]),
    (Rule.FIN_TIME_WAIT_BOTH, TEXTBOOK, (*FIN_WAIT_1, arrives(FIN | ACK, 301, 102))),
    (Rule.FIN_TIME_WAIT_BOTH, NO_TIME_WAIT, (*FIN_WAIT_1, arrives(FIN | ACK, 301, 102))),
    (Rule.FIN_CLOSING, TEXTBOOK, CLOSING[:-1]),
    (Rule.FIN_TIME_WAIT, TEXTBOOK, TIME_WAIT[:-1]),
    (Rule.FIN_REMAINS, TEXTBOOK, (*CLOSE_WAIT, arrives(FIN | ACK, 302))),
    (Rule.ACK_SENT, TEXTBOOK, ESTABLISHED),
    (Rule.ACK_SENT, RFC9293, (*ESTABLISHED, FULL, Timeout(Timer.DELAYED_ACK))),
    (Rule.DATA_SENT, TEXTBOOK, (*ESTABLISHED, Send(b"x" * 5_000))),
    (Rule.DATA_SENT, TEXTBOOK, (*SYN_RECEIVED, Send(b"x"), arrives(ACK))),
    (
        Rule.SILLY_WINDOW_OVERRIDE,
        RFC9293,
        (*ESTABLISHED, arrives(ACK, window=5), Send(b"x" * 99), Timeout(Timer.PERSIST)),
    ),
    (Rule.WINDOW_OPENS, SMALL, (*ESTABLISHED, FULL, Receive())),
    (
        Rule.SYN_TIMED_OUT_RTO,
        TEXTBOOK,
        (*SYN_SENT, Timeout(Timer.RTO), arrives(SYN | ACK, 300)),
    ),
    (Rule.RETRANSMITTED, TEXTBOOK, (*SYN_SENT, *runs_out(Timer.RTO, 7))),
    (Rule.RETRANSMITTED, LINUX, (*FIN_WAIT_1, *runs_out(Timer.RTO, 15))),
    (Rule.GIVES_UP_SYN, TEXTBOOK, (*SYN_SENT, *runs_out(Timer.RTO, 8))),
    (Rule.GIVES_UP_HALF_OPEN, TEXTBOOK, (*SYN_RECEIVED, *runs_out(Timer.RTO, 8))),
    (Rule.GIVES_UP_HALF_OPEN, SAYS_GOODBYE, (*BOTH_ASK, *runs_out(Timer.RTO, 8))),
    (Rule.GIVES_UP_DATA, TEXTBOOK, (*FIN_WAIT_1, *runs_out(Timer.RTO, 7))),
    (
        Rule.USER_TIMEOUT,
        TEXTBOOK,
        (*ESTABLISHED, SetOption(user_timeout_ms=500), Send(b"x"), Timeout(Timer.USER)),
    ),
    (Rule.USER_TIMEOUT_ADAPTED, ADVISES, (*LISTEN, advises(SYN, 300))),
    (Rule.USER_TIMEOUT_ADAPTED, ADVISES, (*ESTABLISHED, Send(b"x"), advises(ACK, 301))),
    (
        Rule.USER_TIMEOUT_KEPT,
        ADVISES,
        (*ESTABLISHED, SetOption(user_timeout_ms=500), advises(ACK, 301)),
    ),
    (Rule.TIME_WAIT_OVER, TEXTBOOK, (*TIME_WAIT, Timeout(Timer.TIME_WAIT))),
    (Rule.WINDOW_PROBE, TEXTBOOK, (*WINDOW_CLOSED, Send(b"xy"), Timeout(Timer.PERSIST))),
    (Rule.WINDOW_PROBE, TEXTBOOK, (*WINDOW_CLOSED, Shutdown(), Timeout(Timer.PERSIST))),
    (
        Rule.WINDOW_REOPENED,
        TEXTBOOK,
        (*WINDOW_CLOSED, Send(b"xy"), Timeout(Timer.PERSIST), arrives(ACK)),
    ),
    (
        Rule.WINDOW_STAYS_CLOSED,
        TEXTBOOK,
        (*WINDOW_CLOSED, Send(b"xy"), Timeout(Timer.PERSIST), arrives(ACK, window=0)),
    ),
    (Rule.KEEPALIVE_PROBE, TEXTBOOK, (*KEPT_ALIVE, Timeout(Timer.KEEPALIVE))),
    (Rule.KEEPALIVE_WAITS, TEXTBOOK, (*KEPT_ALIVE, Send(b"x"), Timeout(Timer.KEEPALIVE))),
    (Rule.KEEPALIVE_DEAD, ONE_PROBE, (*KEPT_ALIVE, *runs_out(Timer.KEEPALIVE, 2))),
    (Rule.KEEPALIVE_DEAD, TEXTBOOK, (*KEPT_ALIVE, *runs_out(Timer.KEEPALIVE, 10))),
    (
        Rule.FIN_WAIT_2_OVER,
        LINUX,
        (*ESTABLISHED, Close(), arrives(ACK, 301, 102), Timeout(Timer.FIN_WAIT_2)),
    ),
    (Rule.TWO_WAY_ESTABLISHED, TWO_WAY_HANDSHAKE, SYN_RECEIVED),
    (Rule.NO_TIME_WAIT, NO_TIME_WAIT, TIME_WAIT[:-1]),
    (Rule.NO_TIME_WAIT, NO_TIME_WAIT, (*CLOSING, arrives(ACK, 302, 102))),
)

Played = list[tuple[Line, Event, int]]
"""Lines with the event that they come of, and when (ms)."""


def play(stack: Stack, events: Sequence[Event]) -> tuple[Tcb, int, Played]:
    """The events one after another, 10 ms apart or when their timer runs out."""
    tcb, now, played = CLOSED_TCB, 0, Played()
    for event in events:
        tcb, now, lines = one_event(tcb, now, event, stack)
        played += lines
    return tcb, now, played


def one_event(tcb: Tcb, now: int, event: Event, stack: Stack) -> tuple[Tcb, int, Played]:
    """One more event after `now`: the TCB after it, when it was, and its lines."""
    now += 10
    if isinstance(event, Timeout):
        now = max(now, {timer: due for due, timer in tcb.timers.due()}[event.timer])
    env = Env(now, 100, stack, listening=stack is not UNLISTENED)
    transition = process(tcb, event, env)
    return transition.tcb, now, [(line, event, now) for line in transition.lines]
