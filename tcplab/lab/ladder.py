"""A run as a ladder diagram in plain text, for `tcplab trace` and a terminal without a window."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from textwrap import wrap
from unicodedata import east_asian_width

from tcplab.engine.segment import ACK, Segment, flag_names
from tcplab.engine.tcb import Timer
from tcplab.lab.lesson import Language, Text
from tcplab.sim.run import CAP, Run
from tcplab.sim.world import Called, Flight, RanOut, Step

_TIME = 10
_ZONE = 46
_WHY_WIDTH = 92


def ladder(
    run: Run,
    why: Callable[[int], Iterable[str]],
    language: Language = "en",
    shown: Mapping[str, str] | None = None,
    width: int = _WHY_WIDTH,
) -> Iterator[str]:
    """The lines of the diagram: a row a step, its segments as arrows, and below them `why(index)`.

    `why` gives the paragraphs of the step at an index; they are folded to `width` columns. `shown`
    are the names of hosts that are not shown as they are.
    """
    names = [host.name for host in run.experiment.hosts]
    lifelines = {name: _TIME + 4 + at * _ZONE for at, name in enumerate(names)}
    heads = {lifelines[name]: (shown or {}).get(name, name) for name in names}
    yield _put(" " * _TIME, heads).rstrip()
    for moment in run.moments[1:]:
        assert moment.step is not None  # only moment 0 has none
        yield from _rows(moment.step, lifelines, language)
        for paragraph in why(moment.index):
            for line in _folded(paragraph, width):
                yield " " * (_TIME + 6) + line
        yield _put("", dict.fromkeys(lifelines.values(), "│"))
    yield f"{_seconds(run.ended)}  {ending(run, language)}"


_END = {
    "quiet": Text("nothing more can happen", "不会再发生任何事"),
    "horizon": Text("the experiment ends here", "实验到此为止"),
    "limit": Text(f"stopped after {CAP:,} events", f"已有 {CAP:,} 个事件，就此停止"),
}


def ending(run: Run, language: Language) -> str:
    """Why a run goes no further."""
    return _END[run.why].written_in(language)


_TIMERS = {
    Timer.RTO: Text("RTO", "RTO"),
    Timer.TIME_WAIT: Text("2MSL", "2MSL"),
    Timer.DELAYED_ACK: Text("delayed ACK", "延迟确认"),
    Timer.PERSIST: Text("persist", "持续"),
    Timer.KEEPALIVE: Text("keep-alive", "保活"),
    Timer.FIN_WAIT_2: Text("FIN-WAIT-2", "FIN-WAIT-2"),
    Timer.USER: Text("user timeout", "用户超时"),
}


def timer_words(timer: Timer, language: Language) -> str:
    """That a timer runs out."""
    name = _TIMERS[timer].written_in(language)
    return Text(f"{name} timer ran out", f"{name} 计时器到期").written_in(language)


def _rows(step: Step, lifelines: dict[str, int], language: Language) -> Iterator[str]:
    marks = dict.fromkeys(lifelines.values(), "│")
    what = _what(step, language)
    if what is not None:
        host, text = what
        marks[lifelines[host]] = "● " + text
    yield _seconds(step.world.now) + _put("", marks)[_TIME:]
    states = dict(_states(step))
    if states:
        yield _put("", {at: "│ " + states.get(name, "") for name, at in lifelines.items()}).rstrip()
    for flight in step.sent:
        yield _arrow(flight, lifelines)


def _what(step: Step, language: Language) -> tuple[str, str] | None:
    """At whose lifeline it happens, and what: a call, an arrival, a timer."""
    match step.cause:
        case Called(call=call):
            refused = [one.result for one in step.returned if one.result != "ok"]
            return call.host, f"{call.do}()" + (f" {refused[0]}" if refused else "")
        case RanOut(host, _, timer):
            return host, timer_words(timer, language)
    flight = getattr(step.cause, "flight", None)
    if isinstance(flight, Flight) and step.world.host(flight.destination.host):
        mark = "✕" if flight.lost else "◀"
        return flight.destination.host, f"{mark} {segment_label(flight.segment)}"
    return None


def _states(step: Step) -> Iterator[tuple[str, str]]:
    for one in step.happened:
        if one.line.before.state is not one.line.after.state:
            yield one.host, f"{one.line.before.state.value} → {one.line.after.state.value}"


def segment_label(segment: Segment) -> str:
    """`FIN, ACK seq=101 ack=301 len=20`: what one writes beside an arrow."""
    parts = [", ".join(flag_names(segment.flags)), f"seq={segment.seq}"]
    if segment.flags & ACK:
        parts.append(f"ack={segment.ack}")
    if segment.data:
        parts.append(f"len={len(segment.data)}")
    return " ".join(parts)


def _arrow(flight: Flight, lifelines: dict[str, int]) -> str:
    start = lifelines[flight.source.host]
    end = lifelines.get(flight.destination.host, start + _ZONE)
    label = segment_label(flight.segment)
    if flight.retransmission:
        label = "↻ " + label
    marks = dict.fromkeys(lifelines.values(), "│")
    if end == start:  # a host to itself
        marks[start] = f"{'✕' if flight.lost else '↺'} {label}"
        return _put("", marks)
    line = list(_put("", marks).ljust(max(start, end) + 1))
    low, high = min(start, end) + 1, max(start, end) - 1
    middle = (low + high) // 2
    for at in range(low, high + 1):
        beyond = at > middle if end > start else at < middle
        line[at] = "┄" if flight.lost and beyond else "─"
    line[high if end > start else low] = "✕" if flight.lost else "▶" if end > start else "◀"
    text = f" {label} "
    first = low + max(1, (high - low - len(text)) // 2)
    line[first : first + len(text)] = text
    return "".join(line).rstrip()


def _seconds(now: int) -> str:
    return f"{now / 1000:8.3f}  "


def _width(text: str) -> int:
    """Columns in a terminal: a Chinese character takes two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _put(line: str, marks: dict[int, str]) -> str:
    """A line with each text at its column, if what is left of it leaves room."""
    for column in sorted(marks):
        line += " " * (column - _width(line)) + marks[column]
    return line


def _folded(paragraph: str, width: int) -> Iterator[str]:
    """The paragraph in lines of at most `width` columns; Chinese may be folded anywhere."""
    if paragraph.isascii():
        yield from wrap(paragraph, width)
        return
    line = ""
    for word in _pieces(paragraph):
        if line and _width(line + word) > width and word not in "，。；：、！？）」":
            yield line.rstrip()
            line = word.lstrip()
        else:
            line += word
    yield line.rstrip()


def _pieces(paragraph: str) -> Iterator[str]:
    """What may stand on a line of its own: a Latin word with its space, a Chinese character."""
    word = ""
    for character in paragraph:
        if east_asian_width(character) in "WF":
            if word:
                yield word
            yield character
            word = ""
        else:
            word += character
            if character == " ":
                yield word
                word = ""
    if word:
        yield word
