"""One event being processed: mutable in here, invisible outside; its verbs are the RFC's."""

from enum import Enum

from msgspec.structs import replace

from tcplab.engine import seq
from tcplab.engine.events import Deliver, Effect, Emit, Env, Line, Notify, Signal, Transition
from tcplab.engine.rules import Rule
from tcplab.engine.segment import ACK, FIN, NO_OPTIONS, RST, SYN, Options, Segment, UserTimeout
from tcplab.engine.tcb import CLOSED, CLOSED_TCB, Opened, Sent, State, Tcb


class Outcome(Enum):
    """Whether a step of §3.10.7 goes on to the next one."""

    CONTINUE = 1
    RETURN = 2


CONTINUE = Outcome.CONTINUE
RETURN = Outcome.RETURN
NO_SEGMENT = Segment(0, 0)
_CLOCK = 0xFFFFFFFF
_OCTETS_OF_USER_TIMEOUT = 4


class Processing:
    """The TCB as it changes, and the lines that say why."""

    __slots__ = ("_before", "_effects", "_lines", "_rule", "env", "now", "segment", "stack", "tcb")

    def __init__(self, tcb: Tcb, env: Env) -> None:
        self.tcb = self._before = tcb
        self.env = env
        self.stack = env.stack
        self.now = env.now
        self.segment = NO_SEGMENT
        self._rule: Rule | None = None
        self._effects: tuple[Effect, ...] = ()
        self._lines: tuple[Line, ...] = ()

    def rule(self, rule: Rule | None) -> None:
        """From here on `rule` is obeyed; what came before belongs to the one before."""
        if self._rule is not None:
            self._lines += (Line(self._rule, self._before, self.tcb, self._effects),)
            self._before = self.tcb
            self._effects = ()
        self._rule = rule

    def finish(self) -> Transition:
        """What came of it."""
        self.rule(None)
        return Transition(self.tcb, self._lines)

    def timer(self, **deadlines: int | None) -> None:
        """Starts timers (deadline in ms) or stops them (None)."""
        self.tcb = replace(self.tcb, timers=replace(self.tcb.timers, **deadlines))

    def emit(self, segment: Segment, *, retransmission: bool = False) -> None:
        """Lets a segment leave, with all that the options agreed ask for."""
        tcb = self.tcb
        stamped = tcb.snd_ts_ok or segment.options.timestamps is not None
        if stamped or tcb.rcv_wind_shift or tcb.uto_due:
            segment = self._with_options(segment)
        self._effects += (Emit(segment, retransmission),)

    def _with_options(self, segment: Segment) -> Segment:
        tcb, options, window = self.tcb, segment.options, segment.window
        acks = segment.flags & ACK
        if not segment.flags & SYN:
            # "SEG.WND = RCV.WND >> Rcv.Wind.Shift"; that of a SYN "MUST NOT be scaled" (7323 §2.2)
            window >>= tcb.rcv_wind_shift
        if tcb.snd_ts_ok or options.timestamps is not None:
            # "MUST be sent in every non-<RST> segment ..., and SHOULD be sent in an <RST>" (§3.2);
            # TSval is the host's clock in ms, TSecr "is valid if the ACK bit is set"
            stamps = (self.now & _CLOCK, tcb.ts_recent if acks else 0)
            options = replace(options, timestamps=stamps)
            if acks:
                self.tcb = replace(self.tcb, last_ack_sent=segment.ack)
        has_room = len(segment.data) + _OCTETS_OF_USER_TIMEOUT <= tcb.snd_mss
        if tcb.uto_due and has_room and not segment.flags & (SYN | RST):
            options = replace(options, user_timeout=self._advertised())
            self.tcb = replace(self.tcb, uto_due=False)
        return replace(segment, window=window, options=options)

    def _advertised(self) -> UserTimeout | None:
        """ADV_UTO as an option, None where these are not ENABLED (RFC 5482 §3)."""
        tcb, adv_uto = self.tcb, self.stack.user_timeout_option_ms
        if adv_uto is None:
            return None
        return UserTimeout.of(adv_uto if tcb.changeable else tcb.user_timeout_ms or 0)

    def deliver(self, octets: bytes) -> None:
        """Hands octets to the user."""
        self._effects += (Deliver(octets),)

    def notify(self, signal: Signal) -> None:
        """Tells the user."""
        self._effects += (Notify(signal),)

    def send(self, flags: int, *, data: bytes = b"", options: Options = NO_OPTIONS) -> None:
        """Sends <SEQ=SND.NXT> with `flags`; whatever takes sequence numbers is kept for repeating.

        "Every time a packet containing data is sent ..., if the timer is not running, start it
        running so that it will expire after RTO seconds" (RFC 6298 §5.1).
        """
        tcb, first = self.tcb, self.tcb.snd_nxt
        ack = tcb.rcv_nxt if flags & ACK else 0
        segment = Segment(first, flags, ack, tcb.rcv_wnd, 0, options, data)
        self.emit(segment)
        if flags & ACK:
            self.nothing_owed()
        if data or flags & (SYN | FIN):
            self._keep(Sent(first, flags, options, data, self.now, self.now))

    def _keep(self, sent: Sent) -> None:
        tcb, user = self.tcb, self.tcb.user_timeout_ms
        end, timers = sent.end, tcb.timers
        if timers.rto is None:
            end_of_patience = None if user is None else self.now + user
            timers = replace(timers, rto=self.now + tcb.rtt.rto, user=end_of_patience)
        self.tcb = replace(
            tcb,
            snd_nxt=end,
            fin_seq=seq.add(end, -1) if sent.flags & FIN else None,
            retransmission_queue=(*tcb.retransmission_queue, sent),
            timers=timers,
        )

    def send_ack(self) -> None:
        """Sends <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>."""
        self.send(ACK)

    def challenge(self, rule: Rule) -> None:
        """Obeys `rule` with a challenge ACK, unless the host has sent too many (RFC 5961 §7)."""
        if self.env.may_challenge:
            self.answer_invalid(rule)
        else:
            self.rule(Rule.ANSWER_WITHHELD)

    def answer_invalid(self, rule: Rule) -> None:
        """Obeys `rule` with an ACK, unless this connection has just answered such a segment.

        Two that take each other's ACKs for invalid would else answer each other for ever.
        """
        limit, last = self.stack.invalid_ack_ms, self.tcb.invalid_answered
        if limit is not None and last is not None and self.now - last < limit:
            self.rule(Rule.ANSWER_WITHHELD)
            return
        self.rule(rule)
        if limit is not None:
            self.tcb = replace(self.tcb, invalid_answered=self.now)
        self.send_ack()

    def nothing_owed(self) -> None:
        """A segment has carried whatever ACK was owed."""
        tcb = self.tcb
        if tcb.ack_owed or tcb.unacknowledged:
            self.tcb = replace(tcb, unacknowledged=0, ack_owed=False)
        if tcb.timers.delayed_ack is not None:
            self.timer(delayed_ack=None)

    def owe_ack(self, delay: int = 0) -> None:
        """An ACK is due in `delay` ms at the latest, 0 is this one; any segment may carry it."""
        if delay == 0:
            self.tcb = replace(self.tcb, ack_owed=True)
            if self.tcb.timers.delayed_ack is not None:
                self.timer(delayed_ack=None)
        elif self.tcb.timers.delayed_ack is None and not self.tcb.ack_owed:
            self.timer(delayed_ack=self.now + delay)

    def reset(self, number: int) -> None:
        """Sends <SEQ=number><CTL=RST>."""
        self.emit(Segment(number, RST))

    def reset_stranger(self, segment: Segment) -> None:
        """Answers a segment that belongs to no connection with the RST of §3.10.7.1."""
        if segment.flags & ACK:
            self.reset(segment.ack)
        else:
            # <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK>
            self.emit(Segment(0, RST | ACK, seq.add(segment.seq, segment.length)))

    def reset_peer(self) -> None:
        """Sends <SEQ=SND.NXT><CTL=RST> unasked, with or without an acknowledgment."""
        if self.stack.rst_acknowledges:
            self.emit(Segment(self.tcb.snd_nxt, RST | ACK, self.tcb.rcv_nxt))
        else:
            self.reset(self.tcb.snd_nxt)

    def delete(self, signal: Signal | None, *, to: State = CLOSED) -> None:
        """Deletes the TCB and says why; `to` is LISTEN where the RFC returns there."""
        self.tcb = CLOSED_TCB if to is CLOSED else Tcb(to, opened=self.tcb.opened)
        if signal is not None:
            self.notify(signal)

    def begin(self, state: State, opened: Opened | None, iss: int, flags: int) -> None:
        """Chooses the ISS and sends our SYN: <SEQ=ISS><CTL=flags> (§3.10.1, §3.10.7.2)."""
        stack = self.stack
        self.tcb = replace(
            self.tcb,
            state=state,
            opened=opened,
            iss=iss,
            snd_una=iss,
            snd_nxt=iss,
            rcv_wnd=stack.window,
            uto_due=stack.user_timeout_option_ms is not None,
            rtt=replace(self.tcb.rtt, rto=stack.rto_first_ms),
        )
        self.send(flags | SYN, options=self.offer(flags))

    def offer(self, flags: int) -> Options:
        """The options of our SYN; a SYN,ACK has none but MSS that the peer's SYN did not offer.

        "It MAY also be sent in a <SYN,ACK> segment, but only if [it] was received in the initial
        <SYN>" (RFC 7323 §2.2, §3.2).
        """
        stack, tcb, first = self.stack, self.tcb, not flags & ACK
        return Options(
            stack.mss if stack.mss_option else None,
            stack.window_scale if first or tcb.snd_ws_ok else None,
            stack.sack if first else tcb.sack_ok,
            (0, 0) if (stack.timestamps if first else tcb.snd_ts_ok) else None,
            self._advertised(),
        )
