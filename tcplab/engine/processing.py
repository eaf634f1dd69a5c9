"""One event being processed: mutable in here, invisible outside; its verbs are the RFC's."""

from enum import Enum
from typing import Any

from msgspec.structs import replace

from tcplab.engine import seq
from tcplab.engine.events import Deliver, Effect, Emit, Env, Line, Notify, Signal, Transition
from tcplab.engine.rules import Rule
from tcplab.engine.segment import ACK, FIN, NO_OPTIONS, RST, SYN, Options, Segment
from tcplab.engine.tcb import CLOSED_TCB, Sent, State, Tcb


class Outcome(Enum):
    """Whether a step of §3.10.7 goes on to the next one."""

    CONTINUE = 1
    RETURN = 2


CONTINUE = Outcome.CONTINUE
RETURN = Outcome.RETURN


class Processing:
    """The TCB as it changes, and the lines that say why."""

    def __init__(self, tcb: Tcb, env: Env) -> None:
        self.tcb = tcb
        self.env = env
        self.stack = env.stack
        self.now = env.now
        self.segment = Segment(0, 0)
        self._rule: Rule | None = None
        self._before = tcb
        self._effects: list[Effect] = []
        self._lines: list[Line] = []

    def rule(self, rule: Rule) -> None:
        """From here on `rule` is obeyed; what came before belongs to the one before."""
        self._close_line()
        self._rule = rule

    def finish(self) -> Transition:
        """What came of it."""
        self._close_line()
        return Transition(self.tcb, tuple(self._lines))

    def _close_line(self) -> None:
        if self._rule is not None:
            self._lines.append(Line(self._rule, self._before, self.tcb, tuple(self._effects)))
            self._before = self.tcb
            self._effects.clear()

    def set(self, **changes: Any) -> None:
        """Changes variables of the TCB."""
        self.tcb = replace(self.tcb, **changes)

    def timer(self, **deadlines: int | None) -> None:
        """Starts timers (deadline in ms) or stops them (None)."""
        self.tcb = replace(self.tcb, timers=replace(self.tcb.timers, **deadlines))

    def emit(self, segment: Segment, *, retransmission: bool = False) -> None:
        """Lets a segment leave as it is."""
        self._effects.append(Emit(segment, retransmission))

    def deliver(self, octets: bytes) -> None:
        """Hands octets to the user."""
        self._effects.append(Deliver(octets))

    def notify(self, signal: Signal) -> None:
        """Tells the user."""
        self._effects.append(Notify(signal))

    def send(self, flags: int, *, data: bytes = b"", options: Options = NO_OPTIONS) -> None:
        """Sends <SEQ=SND.NXT> with `flags`; whatever takes sequence numbers is kept for repeating.

        "Every time a packet containing data is sent ..., if the timer is not running, start it
        running so that it will expire after RTO seconds" (RFC 6298 §5.1).
        """
        tcb = self.tcb
        segment = Segment(
            tcb.snd_nxt,
            flags,
            tcb.rcv_nxt if flags & ACK else 0,
            tcb.rcv_wnd,
            options=options,
            data=data,
        )
        self.emit(segment)
        timers = replace(tcb.timers, delayed_ack=None) if flags & ACK else tcb.timers
        changes: dict[str, Any] = {"timers": timers}
        if flags & ACK:
            changes |= {"unacknowledged": 0, "ack_owed": False}
        if length := segment.length:
            sent = Sent(tcb.snd_nxt, flags, options, data, self.now, self.now)
            if timers.rto is None:
                user = tcb.user_timeout_ms
                changes["timers"] = replace(
                    timers,
                    rto=self.now + tcb.rtt.rto,
                    user=None if user is None else self.now + user,
                )
            changes["retransmission_queue"] = (*tcb.retransmission_queue, sent)
            changes["snd_nxt"] = seq.add(tcb.snd_nxt, length)
            if flags & FIN:
                changes["fin_seq"] = seq.add(tcb.snd_nxt, length - 1)
        self.set(**changes)

    def send_ack(self) -> None:
        """Sends <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>."""
        self.send(ACK)

    def owe_ack(self, delay: int = 0) -> None:
        """An ACK is due in `delay` ms at the latest, 0 is this one; any segment may carry it."""
        if delay == 0:
            self.set(ack_owed=True)
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

    def delete(self, signal: Signal | None, *, to: State = State.CLOSED) -> None:
        """Deletes the TCB and says why; `to` is LISTEN where the RFC returns there."""
        self.tcb = CLOSED_TCB if to is State.CLOSED else Tcb(to, opened=self.tcb.opened)
        if signal is not None:
            self.notify(signal)

    def begin(self, iss: int, flags: int) -> None:
        """Chooses the ISS and sends our SYN: <SEQ=ISS><CTL=flags> (§3.10.1, §3.10.7.2)."""
        stack = self.stack
        options = Options(mss=stack.mss) if stack.mss_option else NO_OPTIONS
        self.set(
            iss=iss,
            snd_una=iss,
            snd_nxt=iss,
            rcv_wnd=stack.window,
            snd_mss=self.tcb.snd_mss or stack.mss,
            rtt=replace(self.tcb.rtt, rto=stack.rto_first_ms),
        )
        self.send(flags | SYN, options=options)
