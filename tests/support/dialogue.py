"""One endpoint in dialogue with a test: a text goes in, what really happened comes out as a text.

A dialogue is lines of causes and, after each, of all that it has brought about:

    stack linux window=10          choices, first; textbook if left out
    given FIN-WAIT-2               tests/support/states.py; CLOSED if left out
    open | listen | send "abc" | send 3000 | receive [N] | shutdown | close | abort
    option keepalive user_timeout_ms=5000 nodelay
    < SYN,ACK seq=300 ack=101 win=0 mss=536 "abc"      a segment arrives
    < SYN seq=300 mss=536 sack ts=5/0 ws=7 uto=100s    with options; uto=10min
    + close                        a cause in the same millisecond as the one before
    at 3000                        until then (ms) timers run out
    iss 400                        the ISS for the next connection
    ? snd_wnd=65535 rtt.rto=1000   variables of the TCB

    > ACK seq=101 ack=301          a segment leaves; "again" if its numbers were sent before
    = ESTABLISHED                  the state changes
    ! connected                    the user is told, or gets octets
    : 6298/5.7                     a rule is obeyed; shown if the dialogue names any
    timer rto 1000                 a timer runs out

Windows of 65535 and the window of a RST are left out. Every invariant is checked on the way.
"""

import re
from difflib import ndiff
from pathlib import Path

from msgspec.structs import replace

from tcplab.engine.events import (
    Abort,
    Close,
    Deliver,
    Effect,
    Emit,
    Env,
    Event,
    Line,
    Notify,
    Open,
    Receive,
    SegmentArrives,
    Send,
    SetOption,
    Settle,
    Shutdown,
    Timeout,
)
from tcplab.engine.invariants import line_violations, violations
from tcplab.engine.process import process
from tcplab.engine.segment import FLAGS, NO_OPTIONS, RST, Options, Segment, UserTimeout, flag_names
from tcplab.engine.stack import STACKS, Stack
from tcplab.engine.tcb import CLOSED_TCB, State
from tests.support.states import ISS, reach

_OUTCOMES = (">", "=", "!", ":", "timer ")
_WINDOW = 65_535
_LONG = 20


def load(path: Path) -> dict[str, str]:
    """The dialogues of a file by their titles: each begins with "== TITLE"."""
    parts = re.split(r"^== (.*)\n", path.read_text("utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def lines_of(text: str) -> list[str]:
    """The lines that mean something, without comments."""
    lines = (" ".join(line.split("#")[0].split()) for line in text.splitlines())
    return [line for line in lines if line]


class Dialogue:
    """Plays the causes of a text; `transcript` is what came of it, `lines` the engine's own."""

    def __init__(self, text: str) -> None:
        self.expected = lines_of(text)
        self.transcript: list[str] = []
        self.lines: list[Line] = []
        self._tcb = CLOSED_TCB
        self._env = Env(0, ISS, STACKS["textbook"])
        self._rules = any(line.startswith(":") for line in self.expected)
        causes = [line for line in self.expected if not line.startswith(_OUTCOMES)]
        for cause, following in zip(causes, [*causes[1:], ""], strict=True):
            self.transcript.append(cause)
            self._play(cause.removeprefix("+ "))
            if not following.startswith("+ "):
                self._process(Settle())

    def _play(self, cause: str) -> None:
        word, _, rest = cause.partition(" ")
        match word:
            case "stack":
                self._env = replace(self._env, stack=_stack(rest))
            case "listening":
                self._env = replace(self._env, listening=True)
            case "iss":
                self._env = replace(self._env, iss=int(rest))
            case "given":
                name, _, active = rest.partition(" ")
                state = State(name)
                env = self._env
                self._tcb = reach(state, env.stack, active=bool(active), now=env.now, iss=env.iss)
            case "at":
                self._wait(int(rest))
            case "?":
                self.transcript[-1] = "? " + " ".join(self._variable(one) for one in rest.split())
            case _:
                self._process(_event(word, rest))

    def _process(self, event: Event) -> None:
        transition = process(self._tcb, event, self._env)
        for line in transition.lines:
            if self._rules:
                self.transcript.append(f": {line.rule.value}")
            self.transcript.extend(self._effect(effect) for effect in line.effects)
            if line.before.state is not line.after.state:
                self.transcript.append(f"= {line.after.state.value}")
            self.transcript.extend(f"BROKEN: {wrong}" for wrong in line_violations(line))
        self.lines.extend(transition.lines)
        self._tcb = transition.tcb
        wrong = violations(self._tcb, self._env.stack)
        self.transcript.extend(f"BROKEN: {sentence}" for sentence in wrong)

    def _wait(self, until: int) -> None:
        while due := [one for one in self._tcb.timers.due() if one[0] <= until]:
            deadline, timer = min(due, key=lambda one: one[0])
            self._env = replace(self._env, now=deadline)
            self.transcript.append(f"timer {timer.value} {deadline}")
            self._process(Timeout(timer))
            self._process(Settle())
        self._env = replace(self._env, now=until)

    def _variable(self, wanted: str) -> str:
        name = wanted.partition("=")[0]
        value: object = self._tcb
        for part in name.split("."):
            value = getattr(value, part)
        shown = len(value) if isinstance(value, tuple | bytes) else value
        return f"{name}={shown}"

    def _effect(self, effect: Effect) -> str:
        match effect:
            case Emit(segment, retransmission):
                return f"> {spelt(segment)}" + (" again" if retransmission else "")
            case Deliver(octets):
                return f"! {_octets(octets)}"
            case Notify(signal):
                return f"! {signal.value}"


def check(text: str) -> list[Line]:
    """Plays a dialogue; what really happened (+) must read as the text does (-)."""
    dialogue = Dialogue(text)
    if dialogue.transcript != dialogue.expected:
        difference = ndiff(dialogue.expected, dialogue.transcript)
        raise AssertionError("\n".join(["", *(one for one in difference if one[0] != "?")]))
    return dialogue.lines


def spelt(segment: Segment) -> str:
    """A segment as the dialogues write it."""
    words = [",".join(flag_names(segment.flags)) or "none", f"seq={segment.seq}"]
    if "ACK" in words[0]:
        words.append(f"ack={segment.ack}")
    if segment.window != _WINDOW and not segment.flags & RST:
        words.append(f"win={segment.window}")
    words += _options(segment.options)
    if segment.data:
        words.append(_octets(segment.data))
    return " ".join(words)


def _options(options: Options) -> list[str]:
    words = [] if options.mss is None else [f"mss={options.mss}"]
    words += ["sack"] * options.sack_permitted
    if options.timestamps is not None:
        words.append("ts={}/{}".format(*options.timestamps))
    if options.window_scale is not None:
        words.append(f"ws={options.window_scale}")
    if (timeout := options.user_timeout) is not None:
        words.append(f"uto={timeout.count}{'min' if timeout.minutes else 's'}")
    return words


def _octets(data: bytes) -> str:
    return f"len={len(data)}" if len(data) > _LONG else f'"{data.decode()}"'


def parsed(text: str) -> Segment:
    """The segment that a line of a dialogue means."""
    flags, *words = text.split()
    values = {name: value.strip('"') for name, _, value in (word.partition("=") for word in words)}
    quoted = [word.strip('"') for word in words if word.startswith('"')]
    data = quoted[0].encode() if quoted else b"x" * int(values.get("len", "0"))
    return Segment(
        int(values["seq"]),
        0 if flags == "none" else sum(FLAGS[flag] for flag in flags.split(",")),
        int(values.get("ack", "0")),
        int(values.get("win", str(_WINDOW))),
        options=_parsed_options(values),
        data=data,
    )


def _parsed_options(values: dict[str, str]) -> Options:
    mss, scale, stamps = (values.get(name) for name in ("mss", "ws", "ts"))
    clock, _, echo = (stamps or "").partition("/")
    timeout = re.fullmatch(r"(\d+)(s|min)", values.get("uto", ""))
    made = Options(
        None if mss is None else int(mss),
        None if scale is None else int(scale),
        "sack" in values,
        None if stamps is None else (int(clock), int(echo)),
        None if timeout is None else UserTimeout(int(timeout[1]), timeout[2] == "min"),
    )
    return NO_OPTIONS if made == NO_OPTIONS else made


def _stack(text: str) -> Stack:
    name, *choices = text.split()
    pairs = (choice.partition("=") for choice in choices)
    return replace(STACKS[name], **{key: _value(value) for key, _, value in pairs})


def _value(text: str) -> object:
    return {"yes": True, "no": False}.get(text, int(text) if text.isdecimal() else None)


def _event(word: str, rest: str) -> Event:
    match word:
        case "<":
            return SegmentArrives(parsed(rest))
        case "open":
            return Open(True)
        case "listen":
            return Open(False)
        case "send":
            return Send(b"x" * int(rest) if rest.isdecimal() else rest.strip('"').encode())
        case "receive":
            return Receive(int(rest) if rest else None)
        case "shutdown":
            return Shutdown()
        case "close":
            return Close()
        case "abort":
            return Abort()
        case "option":
            pairs = (choice.partition("=") for choice in rest.split())
            return SetOption(**{key: _value(value or "yes") for key, _, value in pairs})  # type: ignore[arg-type]
    raise ValueError(f"not a line of a dialogue: {word} {rest}")
