"""Our endpoint as one end of a dialogue, in its own time: no kernel, no clock, no thread."""

from msgspec.structs import replace

from tcplab.engine.events import (
    Abort,
    Close,
    Deliver,
    Emit,
    Env,
    Event,
    Notify,
    Open,
    Receive,
    SegmentArrives,
    Send,
    SetOption,
    Settle,
    Shutdown,
    Signal,
    Timeout,
)
from tcplab.engine.process import process
from tcplab.engine.segment import Segment
from tcplab.engine.stack import Stack
from tcplab.engine.tcb import CLOSED_TCB, SYNCHRONIZED, Opened, State, Tcb
from tests.support.kernel_dialogue import ISS, PLAIN_LINUX, SETTLING_MS, Expected

_ERRNO = {
    Signal.REFUSED: "ECONNREFUSED",
    Signal.RESET: "ECONNRESET",
    Signal.TIMED_OUT: "ETIMEDOUT",
}


class LabEnd:
    """One TCB of `stack`; `sent` is everything that it has sent, with the time in ms."""

    def __init__(self, stack: Stack = PLAIN_LINUX, iss: int = ISS) -> None:
        self.tcb = CLOSED_TCB
        self.sent: list[tuple[int, Segment]] = []
        self._env = Env(0, iss, stack)
        self._seen = 0
        self._words: list[str] = []
        self._listens = self._stays = False

    def listen_behind(self) -> None:
        """See kernel_dialogue."""
        self._stays = True

    def call(self, name: str, octets: int) -> None:
        """What a program asks for."""
        if name == "unlisten":
            self._listens = False
        else:
            self._process(_event(name, octets))

    def arrives(self, segment: Segment) -> None:
        """A segment of the peer's."""
        self._process(SegmentArrives(segment))

    def wait(self, ms: int) -> None:
        """Time passes, and timers run out."""
        self._process(Settle())
        until = self._env.now + ms
        self._run_timers(until)
        self._env = replace(self._env, now=until)

    def _run_timers(self, until: int) -> None:
        while due := [one for one in self.tcb.timers.due() if one[0] <= until]:
            deadline, timer = min(due, key=lambda one: one[0])
            self._env = replace(self._env, now=deadline)
            self._process(Timeout(timer))
            self._process(Settle())

    def settle(self, expected: Expected | None = None) -> tuple[Segment, ...]:
        """What was sent since the last time, delayed acknowledgements too; else time stands still.

        So the peer answers within a millisecond, as on a real TUN device.
        """
        self._process(Settle())
        self._run_timers(self._env.now + SETTLING_MS)
        self.wait(1)
        new = self.sent[self._seen :]
        self._seen = len(self.sent)
        return tuple(segment for _, segment in new)

    def learnt(self) -> tuple[str, ...]:
        """See kernel_dialogue."""
        words, self._words = tuple(self._words), []
        return words

    @property
    def state(self) -> str:
        gone = self.tcb.state is State.CLOSED
        return "LISTEN" if gone and self._listens else self.tcb.state.value

    @property
    def now(self) -> int:
        """Milliseconds since this end exists."""
        return self._env.now

    @property
    def time_wait_ms(self) -> int:
        """See kernel_dialogue."""
        return (self.tcb.timers.time_wait or self._env.now) - self._env.now

    def close(self) -> None:
        """Nothing is held."""

    def _process(self, event: Event) -> None:
        before = self.tcb
        self._listens |= event == Open(False)
        env = replace(self._env, listening=self._listens or self._stays)
        transition = process(before, event, env)
        self.tcb = transition.tcb
        if self.tcb.state in SYNCHRONIZED:
            self._listens = False  # a dialogue's program accepts, and stops listening
        for effect in (effect for line in transition.lines for effect in line.effects):
            match effect:
                case Emit(segment):
                    self.sent.append((self._env.now, segment))
                case Deliver(octets):
                    self._words.append(f'"{octets.decode()}"')
                case Notify(Signal.CLOSING) if isinstance(event, Receive):
                    self._words.append("end")
                case Notify(signal) if signal in _ERRNO and _has_program(before):
                    piped = signal is Signal.RESET and before.state is State.CLOSE_WAIT
                    self._words.append("EPIPE" if piped else _ERRNO[signal])


def _has_program(tcb: Tcb) -> bool:
    """Whether somebody still holds a descriptor of this connection, and does already."""
    passive = tcb.state is State.SYN_RECEIVED and tcb.opened is Opened.PASSIVE
    return not tcb.orphan and not passive


def _event(name: str, octets: int) -> Event:
    events: dict[str, Event] = {
        "listen": Open(False),
        "connect": Open(True),
        "send": Send(b"x" * octets),
        "receive": Receive(),
        "shutdown": Shutdown(),
        "close": Close(),
        "abort": Abort(),
        "keepalive": SetOption(keepalive=True),
    }
    return events[name]
