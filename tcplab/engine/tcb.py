"""The Transmission Control Block (RFC 9293 §3.3.1): the state of one connection, as a value."""

from enum import Enum

import msgspec

from tcplab.engine.segment import FIN, SYN, Options


class State(Enum):
    """The eleven states of §3.3.2, spelt as there."""

    CLOSED = "CLOSED"
    LISTEN = "LISTEN"
    SYN_SENT = "SYN-SENT"
    SYN_RECEIVED = "SYN-RECEIVED"
    ESTABLISHED = "ESTABLISHED"
    FIN_WAIT_1 = "FIN-WAIT-1"
    FIN_WAIT_2 = "FIN-WAIT-2"
    CLOSE_WAIT = "CLOSE-WAIT"
    CLOSING = "CLOSING"
    LAST_ACK = "LAST-ACK"
    TIME_WAIT = "TIME-WAIT"

    __hash__ = object.__hash__  # a member is itself; Enum would hash its name each time


# §3.10's code names the states as its text does; in Python 3.11 State.CLOSED is also a slow look-up
(
    CLOSED,
    LISTEN,
    SYN_SENT,
    SYN_RECEIVED,
    ESTABLISHED,
    FIN_WAIT_1,
    FIN_WAIT_2,
    CLOSE_WAIT,
    CLOSING,
    LAST_ACK,
    TIME_WAIT,
) = State


class Opened(Enum):
    """How a connection began; it decides what a reset does to SYN-RECEIVED (§3.10.7.4, step 2)."""

    PASSIVE = "passive"
    ACTIVE = "active"


class Timer(Enum):
    """What can run out."""

    __hash__ = object.__hash__  # as in State

    RTO = "rto"
    TIME_WAIT = "2msl"
    DELAYED_ACK = "delayed-ack"
    PERSIST = "persist"
    KEEPALIVE = "keepalive"
    FIN_WAIT_2 = "fin-wait-2"
    USER = "user"


_RTO, _TIME_WAIT, _DELAYED_ACK, _PERSIST, _KEEPALIVE, _FIN_WAIT_2, _USER = Timer


class Timers(msgspec.Struct, frozen=True, gc=False):
    """Deadlines in milliseconds of the world's clock, as `Timer` orders them; None is stopped."""

    rto: int | None = None
    time_wait: int | None = None
    delayed_ack: int | None = None
    persist: int | None = None
    keepalive: int | None = None
    fin_wait_2: int | None = None
    user: int | None = None

    def due(self) -> tuple[tuple[int, Timer], ...]:
        """The running timers as (deadline, timer), in the order of `Timer`."""
        running = []
        if self.rto is not None:
            running.append((self.rto, _RTO))
        if self.time_wait is not None:
            running.append((self.time_wait, _TIME_WAIT))
        if self.delayed_ack is not None:
            running.append((self.delayed_ack, _DELAYED_ACK))
        if self.persist is not None:
            running.append((self.persist, _PERSIST))
        if self.keepalive is not None:
            running.append((self.keepalive, _KEEPALIVE))
        if self.fin_wait_2 is not None:
            running.append((self.fin_wait_2, _FIN_WAIT_2))
        if self.user is not None:
            running.append((self.user, _USER))
        return tuple(running)


NO_TIMERS = Timers()


class Rtt(msgspec.Struct, frozen=True, gc=False):
    """RFC 6298's variables, in milliseconds; `rto` includes the back-off of §5.5."""

    rto: int = 0
    srtt: float | None = None
    rttvar: float = 0.0
    syn_timed_out: bool = False


class Sent(msgspec.Struct, frozen=True, gc=False):
    """One segment on the retransmission queue, sent `times` times, lastly at `last` (ms).

    R2 counts from `first`, or from the first repetition at `repeated`, and both begin anew with
    every answer to a probe of a closed window (MUST-37); of a SYN it may count `timeouts`.
    """

    seq: int
    flags: int
    options: Options
    data: bytes
    first: int
    last: int
    times: int = 1
    timeouts: int = 0
    repeated: int | None = None

    @property
    def end(self) -> int:
        """The sequence number after its last one."""
        length = len(self.data) + (self.flags & FIN) + ((self.flags & SYN) >> 1)
        return (self.seq + length) & 0xFFFFFFFF


class Held(msgspec.Struct, frozen=True, gc=False):
    """A piece that arrived ahead of RCV.NXT and is kept (SHLD-31)."""

    seq: int
    data: bytes
    fin: bool


class Tcb(msgspec.Struct, frozen=True, gc=False):
    """One connection. Names are the RFC's in lower case; the rest is explained here.

    `snd_max_wnd` is MAX.SND.WND of RFC 5961 §5.2; from `snd_ws_ok` to `last_ack_sent` stand the
    variables of RFC 7323, Appendix C, and `sack_ok` for SACK-permitted from both; `fin_seq` is the
    number that our FIN took once it was sent; `close_queued` a CLOSE that still waits for data
    (§3.10.4); `unread` what the user has not yet fetched; `peer_fin` whether the peer's FIN was
    taken; `orphan` whether a program's close (not just a shutdown) let go of the connection;
    `unacknowledged` how many segments wait for a delayed ACK; `quick_acks` how many more need not
    wait; `ack_owed` an ACK that leaves before this millisecond ends; `probes` how many keep-alive
    probes had no answer; `changeable` is RFC 5482's, false once the user has set a user timeout;
    `uto_due` says that the next segment with room advertises ours; `invalid_answered` when (ms) an
    invalid segment last had an answer, if that is limited; `reopened` the TIME-WAIT that a
    half-open connection has ended, as long as its SYN may prove to be an old one.
    """

    state: State = State.CLOSED
    opened: Opened | None = None
    iss: int = 0
    snd_una: int = 0
    snd_nxt: int = 0
    snd_wnd: int = 0
    snd_wl1: int = 0
    snd_wl2: int = 0
    snd_max_wnd: int = 0
    snd_mss: int = 0
    snd_ws_ok: bool = False
    snd_wind_shift: int = 0
    rcv_wind_shift: int = 0
    snd_ts_ok: bool = False
    ts_recent: int = 0
    last_ack_sent: int = 0
    sack_ok: bool = False
    irs: int = 0
    rcv_nxt: int = 0
    rcv_wnd: int = 0
    fin_seq: int | None = None
    send_queue: bytes = b""
    close_queued: bool = False
    retransmission_queue: tuple[Sent, ...] = ()
    out_of_order: tuple[Held, ...] = ()
    unread: bytes = b""
    peer_fin: bool = False
    orphan: bool = False
    unacknowledged: int = 0
    quick_acks: int = 0
    ack_owed: bool = False
    timers: Timers = NO_TIMERS
    rtt: Rtt = Rtt()
    keepalive: bool = False
    nodelay: bool = False
    user_timeout_ms: int | None = None
    changeable: bool = True
    uto_due: bool = False
    probes: int = 0
    invalid_answered: int | None = None
    reopened: "Tcb | None" = None


CLOSED_TCB = Tcb()
SYNCHRONIZED = frozenset(State) - {
    State.CLOSED,
    State.LISTEN,
    State.SYN_SENT,
    State.SYN_RECEIVED,
}
