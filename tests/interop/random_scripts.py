"""Random scripts: calls and segments at and around the edges of what our host would take."""

from collections.abc import Iterator
from random import Random

from tcplab.engine import seq
from tcplab.engine.tcb import State, Tcb
from tests.support.kernel_dialogue import ISS, WINDOW
from tests.support.scripts import LabPlay, Script, Step, script_of

MOST_STEPS = 12
_TOGETHER = 0.1
_FIRST = (300, 300, 300, 2**32 - 1, 2**32 - 3, 2**31 - 2)
_FAR = (-100_000, -70_000, 70_000, 100_000)
_OPEN = frozenset({State.ESTABLISHED, State.CLOSE_WAIT})
# Flags in the proportions in which they are tried; URG is left out (no host of ours sends it).
_FLAGS = (
    *["ACK"] * 8,
    *["FIN,ACK"] * 4,
    *["SYN"] * 2,
    *["SYN,ACK", "RST", "RST,ACK", "PSH,ACK"] * 2,
    *["FIN", "none", "SYN,FIN", "SYN,RST", "SYN,FIN,ACK", "FIN,RST,ACK", "SYN,FIN,RST,PSH,ACK"],
)


def random_script(seed: int, number: int) -> tuple[Script, list[Step]]:
    """The script of that seed and number, and how our host plays it."""
    return _Writer(Random(f"{seed} {number}")).write()


class _Writer:
    def __init__(self, random: Random) -> None:
        self._random = random
        self._play = LabPlay()
        self._first = random.choice(_FIRST)
        self._sent: list[str] = []
        self._opened = False

    def write(self) -> tuple[Script, list[Step]]:
        for _ in range(self._random.randint(4, MOST_STEPS)):
            self._play.step(self._causes())
        return script_of([step.causes for step in self._play.steps]), self._play.steps

    def _causes(self) -> Iterator[str]:
        """Mostly one; sometimes a call or a segment follows before an ACK that is owed leaves."""
        random, host = self._random, self._play.host
        tcb = host.tcb
        if random.random() >= _TOGETHER or tcb is None or tcb.state not in _OPEN or host.waits:
            yield self._cause()
            return
        yield f"< {self._sensible(tcb)}"
        calls = self._calls()
        yield random.choice(calls) if random.random() < 0.7 else f"< {self._sensible(host.tcb)}"

    def _cause(self) -> str:
        random, host = self._random, self._play.host
        if not self._opened and random.random() < 0.95:
            self._opened = True
            return random.choice(("listen", "listen", "connect"))
        if host.waits and random.random() < 0.9:
            return "accept"
        roll = random.random()
        if roll < 0.25 and (calls := self._calls()):
            return random.choice(calls)
        if roll < 0.6 and (segment := self._sensible(host.tcb)):
            return self._segment(segment)
        if roll < 0.68 and self._sent:
            return random.choice(self._sent)
        return self._segment(self._any(host.tcb))

    def _calls(self) -> list[str]:
        random, host = self._random, self._play.host
        calls = ["unlisten"] if host.listens else []
        if not host.holds:
            return calls + (["accept"] if host.listens else [])
        state = None if host.tcb is None else host.tcb.state
        calls += ["receive", "close", "abort", "error"]
        if state is not State.SYN_SENT:
            calls += ["shutdown", "shutdown", "receive"]
        if state in _OPEN:
            calls += [f"send {random.choice((1, 5, 536, 700))}"] * 2
        return calls

    def _segment(self, text: str) -> str:
        cause = f"< {text}"
        self._sent.append(cause)
        return cause

    def _sensible(self, tcb: Tcb | None) -> str | None:
        """What a peer that keeps to the rules would send now."""
        random = self._random
        if tcb is None:
            return f"SYN seq={self._first} mss=536" if self._play.host.listens else None
        if tcb.state is State.SYN_SENT:
            if random.random() < 0.3:
                return f"SYN seq={self._first} mss=536"
            return f"SYN,ACK seq={self._first} ack={tcb.snd_nxt} mss=536"
        flags = "FIN,ACK" if random.random() < 0.3 else "ACK"
        if tcb.peer_fin:
            flags = "ACK"
        data = "" if tcb.peer_fin or random.random() < 0.6 else _data(random)
        return f"{flags} seq={tcb.rcv_nxt} ack={self._canonical(tcb, tcb.snd_nxt)}{data}"

    def _canonical(self, tcb: Tcb, number: int) -> int:
        return seq.add(number, seq.distance(tcb.iss, ISS))

    def _any(self, tcb: Tcb | None) -> str:
        random = self._random
        flags = random.choice(_FLAGS)
        words = [flags, f"seq={self._number(tcb, flags)}"]
        if "ACK" in flags:
            words.append(f"ack={self._acknowledgment(tcb)}")
        window = random.choice((WINDOW,) * 12 + (0, 2_000, 5_000))
        if window != WINDOW:
            words.append(f"win={window}")
        return " ".join(words) + (_data(random) if random.random() < 0.3 else "")

    def _number(self, tcb: Tcb | None, flags: str) -> int:
        random = self._random
        if tcb is None or tcb.state is State.SYN_SENT:
            return seq.add(self._first, random.choice((0, 0, 0, 1, -1, *_FAR)))
        near = (0,) * 8 + (-1, -1, -2, 1, 1, -3, 5, -700, *_FAR)
        offsets = [*near, seq.distance(tcb.rcv_nxt, tcb.irs)] * (2 if "SYN" in flags else 1)
        return seq.add(tcb.rcv_nxt, random.choice(offsets))

    def _acknowledgment(self, tcb: Tcb | None) -> int:
        random = self._random
        if tcb is None:
            return random.choice((0, ISS, ISS + 1, 12_345))
        nxt, una = self._canonical(tcb, tcb.snd_nxt), self._canonical(tcb, tcb.snd_una)
        choices = [nxt] * 6 + [una] * 3 + [nxt + 1, nxt + 5, una - 1, ISS, una + 1]
        return seq.add(random.choice([*choices, *(nxt + far for far in _FAR)]), 0)


def _data(random: Random) -> str:
    return random.choice((' "abc"', ' "a"', ' "abcdefgh"', " len=536"))
