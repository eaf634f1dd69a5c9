"""A run as a sequence diagram in Mermaid's language, for notes and web pages that draw it."""

from collections.abc import Iterator

from tcplab.files.trace_lines import shown_names
from tcplab.files.wording import read_words
from tcplab.lab.ladder import ending, segment_label, timer_words
from tcplab.lab.lesson import Language, Text
from tcplab.lab.time_map import FLOOR_MS, LONG, silence
from tcplab.sim.run import Run
from tcplab.sim.world import Arrived, Called, Flight, Lost, RanOut, Step

_SPECIAL = frozenset('#;<>&%"$\\')
"""What Mermaid takes for comments, ends of statements, entities, markup or formulas."""

_COPY = Text("copy", "副本")
_DROPPED = {
    "host-down": Text("the host is down", "主机已停机"),
    "backlog-full": Text("dropped: the backlog is full", "丢弃：SYN 队列已满"),
    "accept-queue-full": Text("dropped: the accept queue is full", "丢弃：accept 队列已满"),
}


def mermaid_lines(run: Run, title: str, language: Language) -> Iterator[str]:
    """The diagram: every segment where it is sent, with both its times in seconds.

    What a host does or becomes is a note over its lifeline; a long silence is a note over all.
    """
    names = list(dict.fromkeys(_everybody(run)))
    who = {name: f"h{number}" for number, name in enumerate(names, 1)}
    everybody = ",".join(dict.fromkeys((who[names[0]], who[names[-1]])))
    yield "sequenceDiagram"
    yield f"    title {_escaped(title)}"
    shown = shown_names(read_words(language), language)
    for name in names:
        yield f"    participant {who[name]} as {_escaped(shown.get(name, name))}"
    before = 0
    for moment in run.moments[1:]:
        step = moment.step
        assert step is not None  # only moment 0 has none
        now = moment.world.now
        if now - before > LONG * max(FLOOR_MS, run.experiment.network.delay_ms):
            yield f"    Note over {everybody}: {_escaped(silence(now - before))}"
        before = now
        yield from _step(step, now, who, language)
    end = f"{_seconds(run.ended)} {ending(run, language)}"
    yield f"    Note over {everybody}: {_escaped(end)}"


def _everybody(run: Run) -> Iterator[str]:
    """The hosts, and whoever else a segment comes from or goes to."""
    yield from (host.name for host in run.experiment.hosts)
    for moment in run.moments[1:]:
        for flight in _drawn(moment.step):
            yield _sender(flight)
            yield flight.destination.host


def _drawn(step: Step | None) -> Iterator[Flight]:
    """The segments that set out; of an injected one only its end is known."""
    if step is not None:
        match step.cause:
            case Arrived(flight) | Lost(flight) if flight.injected:
                yield flight
        yield from step.sent


def _sender(flight: Flight) -> str:
    return flight.by or flight.source.host


def _step(step: Step, now: int, who: dict[str, str], language: Language) -> Iterator[str]:
    flights = list(_drawn(step))
    yield from (_arrow(one, who, language) for one in flights if one.injected)
    for name, told in _notes(step, language).items():
        lines = "<br/>".join(_escaped(line) for line in told)
        yield f"    Note over {who[name]}: {_seconds(now)} {lines}"
    yield from (_arrow(one, who, language) for one in flights if not one.injected)


def _notes(step: Step, language: Language) -> dict[str, list[str]]:
    """What there is to say of each host: its call or timer, and how its states change."""
    notes: dict[str, list[str]] = {}
    match step.cause:
        case Called(call=call):
            refused = [one.result for one in step.returned if one.result != "ok"]
            notes[call.host] = [f"{call.do}()" + (f" {refused[0]}" if refused else "")]
        case RanOut(host=host, timer=timer):
            notes[host] = [timer_words(timer, language)]
        case Arrived(flight) if step.remark in _DROPPED:
            notes[flight.destination.host] = [_DROPPED[step.remark].written_in(language)]
    for one in step.happened:
        before, after = one.line.before.state, one.line.after.state
        if before is not after:
            notes.setdefault(one.host, []).append(f"{before.value} → {after.value}")
    return notes


def _arrow(flight: Flight, who: dict[str, str], language: Language) -> str:
    words = [segment_label(flight.segment)]
    if flight.retransmission:
        words.insert(0, "↻")
    if flight.copy:
        words.append(f"({_COPY.written_in(language)})")
    sent = "" if flight.injected else f"{_seconds(flight.sent)} "
    words.append(f"· {sent}→ {'✕' if flight.lost else _seconds(flight.due)}")
    line = "-" if not flight.copy else "--"
    head = "x" if flight.lost else ">>"
    source, destination = who[_sender(flight)], who[flight.destination.host]
    return f"    {source}{line}{head}{destination}: {_escaped(' '.join(words))}"


def _escaped(text: str) -> str:
    """Text of which nothing means anything to Mermaid; codes stand for special characters."""
    return "".join(f"#{ord(each)};" if each in _SPECIAL else each for each in text)


def _seconds(ms: int) -> str:
    return f"{ms / 1000:.3f}"
