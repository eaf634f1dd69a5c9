"""What the plots say, in words and numbers: under the pointer, and in a file."""

from bisect import bisect_right
from collections.abc import Iterator

from tcplab.lab.plots_picture import Line, PlotsPicture

_COLUMNS = ("time_ms", "plot", "host", "name", "value")


def value_at(line: Line, ms: float) -> int | None:
    """What holds at a time."""
    at = bisect_right(line.times, ms) - 1
    return None if at < 0 else line.values[at]


def words_at(picture: PlotsPicture, hosts: tuple[str, ...], ms: float) -> str:
    """Every value that holds at a time, in one line."""
    parts = [f"{ms / 1000:.3f} s"]
    for line in (*picture.rto, *picture.windows):
        value = value_at(line, ms)
        if value is not None:
            shown = f"{value / 1000:g} s" if line.name == "RTO" else f"{value:,}"
            parts.append(f"{hosts[line.role]} {line.name} {shown}")
    for span in picture.spans:
        if span.from_ms <= ms < span.to_ms:
            parts.append(f"{hosts[span.role]} {span.state.value}")
    return " · ".join(parts)


def csv_lines(picture: PlotsPicture, hosts: tuple[str, ...]) -> Iterator[str]:
    """All that is plotted, as comma-separated values with a head; times in ms."""
    yield ",".join(_COLUMNS)
    for dot in picture.dots:
        name = dot.kind if dot.kind == "ack" else f"{dot.kind} {' '.join(dot.flags)}"
        yield f"{dot.at_ms},sequence,{hosts[dot.role]},{name},{dot.value}"
    for plot, lines in (("rto", picture.rto), ("window", picture.windows)):
        for line in lines:
            for at_ms, value in zip(line.times, line.values, strict=True):
                shown = "" if value is None else value
                yield f"{at_ms},{plot},{hosts[line.role]},{line.name},{shown}"
    for at_ms, role in picture.timeouts:
        yield f"{at_ms},timeout,{hosts[role]},RTO,"
    for span in picture.spans:
        yield f"{span.from_ms},state,{hosts[span.role]},{span.state.value},{span.to_ms}"
    for line in picture.counts:
        for at_ms, value in zip(line.times, line.values, strict=True):
            yield f"{at_ms},connections,,{line.name},{value}"
