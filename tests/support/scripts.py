"""Scripts for two ends: lines of causes, the same for our host and for a connection of the kernel.

    listen | unlisten | accept | connect | send 10 | receive | shutdown | close | abort | error
    < SYN,ACK seq=300 ack=101      the peer sends a segment
    + close                        a cause before time passes after the one before it

What comes of a cause is written as in kernel_dialogue.py; "!" is what a call returned ("error" is
SO_ERROR). The program never blocks, and accepts only when it says so.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol

from msgspec import Struct

from tcplab.engine.segment import Segment
from tcplab.engine.stack import Stack
from tcplab.engine.tcb import Tcb
from tests.support.dialogue import lines_of, parsed
from tests.support.kernel_batch import SETTLING_MS, STACK, KernelBatch, Outcome
from tests.support.kernel_dialogue import OUTCOMES, shown
from tests.support.lab_host import LabHost

Script = tuple[str, ...]


class Actor(Protocol):
    """Whatever can play a script."""

    def call(self, name: str, octets: int) -> None: ...

    def arrives(self, segment: Segment) -> None: ...


class Step(Struct, frozen=True):
    """Causes without time between them, and what came of them.

    Before the last of them our connection was `tcb`; `listens` says whether there was a listener,
    too, and `forgotten` whether a connection had ended that nobody had accepted. `ended` is how
    the latest one was before its last step.
    """

    causes: Script
    outcomes: tuple[str, ...]
    tcb: Tcb | None
    listens: bool
    forgotten: bool
    ended: Tcb | None


def steps_of(script: Script) -> list[Script]:
    """The causes of a script, those together that no time parts."""
    groups: list[Script] = []
    for cause in script:
        if cause.startswith("+ ") and groups:
            groups[-1] += (cause.removeprefix("+ "),)
        else:
            groups.append((cause.removeprefix("+ "),))
    return groups


def script_of(steps: Sequence[Script]) -> Script:
    """The other way round."""
    return tuple(("+ " if at else "") + one for causes in steps for at, one in enumerate(causes))


def causes_of(text: str) -> Script:
    """The script of a text that says what has come of each cause, too."""
    return tuple(line for line in lines_of(text) if not line.startswith(OUTCOMES))


def outcomes_of(text: str) -> list[tuple[str, ...]]:
    """What such a text says, step by step."""
    steps: list[tuple[str, ...]] = []
    for line in lines_of(text):
        if line.startswith(OUTCOMES):
            steps[-1] += (line,)
        elif not line.startswith("+ "):
            steps.append(())
    return steps


def act(cause: str, end: Actor) -> None:
    """Lets one cause happen."""
    word, _, rest = cause.partition(" ")
    if word == "<":
        end.arrives(parsed(rest))
    else:
        end.call(word, int(rest or 0))


def outcomes(outcome: Outcome, before: str) -> tuple[str, ...]:
    """An end's outcome as lines; `before` is its state until now."""
    sent, state, words = outcome
    changed = [f"= {state}"] if state != before else []
    return (*(f"> {shown(one)}" for one in sent), *changed, *(f"! {word}" for word in words))


class LabPlay:
    """A script as our host plays it, step by step."""

    def __init__(self, stack: Stack = STACK) -> None:
        self.host = LabHost(stack)
        self.steps: list[Step] = []
        self._forgotten = False
        self._ended: Tcb | None = None

    def step(self, causes: Iterable[str]) -> Step:
        """The next step; each cause may be chosen when the one before has happened."""
        host, made = self.host, Script()
        state, waits, before = host.state, host.waits, host.tcb
        tcb, listens = before, host.listens
        for cause in causes:
            host.settle(0)
            tcb, listens = host.tcb, host.listens
            act(cause, host)
            made += (cause,)
        host.settle(SETTLING_MS)
        came = outcomes(host.outcome(), state)
        done = Step(made, came, tcb, listens, self._forgotten, self._ended)
        self._forgotten |= waits and not host.waits and "accept" not in made
        if before is not None and host.tcb is None:
            self._ended = tcb or before
        self.steps.append(done)
        return done


def lab_plays(script: Script, stack: Stack = STACK) -> list[Step]:
    """A script as our host plays it."""
    play = LabPlay(stack)
    for causes in steps_of(script):
        play.step(causes)
    return play.steps


def kernel_plays(scripts: Sequence[Script], kernel: KernelBatch) -> list[list[tuple[str, ...]]]:
    """What comes of each step of each script, as the kernel plays them side by side."""
    ends = [kernel.end() for _ in scripts]
    groups = [steps_of(script) for script in scripts]
    seen: list[list[tuple[str, ...]]] = [[] for _ in scripts]
    before = ["CLOSED"] * len(scripts)
    for at in range(max(map(len, groups), default=0)):
        playing = [n for n, steps in enumerate(groups) if at < len(steps)]
        for n in playing:
            for cause in groups[n][at]:
                act(cause, ends[n])
        states = kernel.settle()
        for n in playing:
            outcome = ends[n].outcome(states)
            seen[n].append(outcomes(outcome, before[n]))
            before[n] = outcome[1]
    kernel.forget()
    return seen
