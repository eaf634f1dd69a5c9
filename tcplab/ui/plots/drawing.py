"""Each plot as pyqtgraph items: the colours of the hosts, and a shape for whatever they mean."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pyqtgraph
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QBrush, QColor, QPen

from tcplab.engine.tcb import State
from tcplab.lab.plots_picture import Dot, Line, PlotsPicture, Span
from tcplab.ui.look.fonts import ui_font
from tcplab.ui.look.scaling import letters
from tcplab.ui.look.theme import Theme
from tcplab.ui.plots.axis import Clock

SHAPES = ("o", "s", "t1")
_SIGNS = ("o", "s", "t", "d", "t1", "star", "p", "h", "x", "t2", "+")
_SIGN = 6
"""● the first host, ■ the second, ▲ any other, as everywhere."""
_MANY = 4_000
"""More dots than so many are a line alone: nobody tells them apart."""
WIDTH = 0
"""The datum of a state's name that says how wide its strip is."""
_SIZE, _NAME_PX = 9, 11
_NOTHING = float("nan")
_DASHES = (
    Qt.PenStyle.SolidLine,
    Qt.PenStyle.DashLine,
    Qt.PenStyle.DotLine,
    Qt.PenStyle.DashDotLine,
)
_TINTS = {
    State.SYN_SENT: 1,
    State.SYN_RECEIVED: 1,
    State.ESTABLISHED: 2,
    State.TIME_WAIT: 0,
}

translate = QCoreApplication.translate


class Drawing(NamedTuple):
    """What the items are made with: names of the hosts by role, and how times become places."""

    clock: Clock
    theme: Theme
    hosts: tuple[str, ...]

    def line(self, role: int) -> QColor:
        return QColor(self.theme.host(role).line)

    def host(self, role: int) -> str:
        return self.hosts[role] if role < len(self.hosts) else ""


def sequence_items(picture: PlotsPicture, drawing: Drawing) -> Iterator[object]:
    """Sequence numbers as they are sent, and acknowledgements where they arrive."""
    for role in sorted({dot.role for dot in picture.dots}):
        own = [dot for dot in picture.dots if dot.role == role]
        sent = [dot for dot in own if dot.kind not in ("ack", "injected")]
        injected = [dot for dot in own if dot.kind == "injected"]
        acknowledged = [dot for dot in own if dot.kind == "ack"]
        name, pen = drawing.host(role), pyqtgraph.mkPen(drawing.line(role), width=1.2)
        if sent:
            many = len(sent) > _MANY
            yield pyqtgraph.PlotDataItem(
                *_columns(sent, drawing, apart=True),
                pen=pen, name=f"{name} seq", autoDownsample=many, connect="finite",
            )  # fmt: skip
            for kind in () if many else ("sent", "resent", "lost"):
                yield from _scattered([dot for dot in sent if dot.kind == kind], drawing, kind)
        if injected:  # of numbers that its host never sent: no line leads there
            yield _injected(injected, drawing)
        if acknowledged:
            x, y = _columns(acknowledged, drawing)
            yield _steps(x, y, drawing, role, f"{name} ack", Qt.PenStyle.DotLine)
            yield _signs(x, y, drawing.line(role), SHAPES[role])


def _columns(
    dots: list[Dot], drawing: Drawing, *, apart: bool = False
) -> tuple[list[float], list[float]]:
    """Places and values; `apart`, with nothing before a SYN that opens the same ports once more."""
    x: list[float] = []
    y: list[float] = []
    for dot in dots:
        place = drawing.clock.x(dot.at_ms)
        if apart and "SYN" in dot.flags and dot.kind == "sent" and x:
            x.append(place)
            y.append(_NOTHING)
        x.append(place)
        y.append(float(dot.value))
    return x, y


def _scattered(dots: list[Dot], drawing: Drawing, kind: str) -> Iterator[pyqtgraph.ScatterPlotItem]:
    """Segments of one host and kind: lost ones are a cross, those sent again lie on yellow."""
    if not dots:
        return
    x, y = _columns(dots, drawing)
    role, theme = dots[0].role, drawing.theme
    lost, again = kind == "lost", kind == "resent"
    ink = QColor(theme.loss_line) if lost else drawing.line(role)
    yield pyqtgraph.ScatterPlotItem(
        x=x,
        y=y,
        symbol="x" if lost else SHAPES[role],
        size=_SIZE if kind == "sent" else _SIZE + 3,
        brush=QBrush(ink),
        pen=pyqtgraph.mkPen(theme.mark if again else theme.canvas, width=3 if again else 1),
        name=None if kind == "sent" else f"{drawing.host(role)} {_again_or_lost(kind)}",
    )


def _injected(dots: list[Dot], drawing: Drawing) -> pyqtgraph.ScatterPlotItem:
    """What was sent in a host's name, but not by it: its sign, empty."""
    x, y = _columns(dots, drawing)
    ink = drawing.line(dots[0].role)
    return pyqtgraph.ScatterPlotItem(
        x=x,
        y=y,
        symbol=SHAPES[dots[0].role],
        size=_SIZE + 1,
        brush=QBrush(QColor(drawing.theme.canvas)),
        pen=pyqtgraph.mkPen(ink, width=1.6),
        name=f"{drawing.host(dots[0].role)} {translate('Canvas', 'injected')}",
    )


def _again_or_lost(kind: str) -> str:
    return translate("Plots", "lost") if kind == "lost" else translate("Plots", "sent again")


def course_items(lines: Iterable[Line], drawing: Drawing, divisor: float = 1.0) -> Iterator[object]:
    """Variables that hold until they change; of one host they differ by their dashes."""
    seen: dict[int, int] = {}
    for line in lines:
        dash = seen[line.role] = seen.get(line.role, -1) + 1
        x = [drawing.clock.x(ms) for ms in line.times]
        y = [_NOTHING if one is None else one / divisor for one in line.values]
        if x:
            name = f"{drawing.host(line.role)} {line.name}"
            yield _steps(x, y, drawing, line.role, name, _DASHES[dash % len(_DASHES)])
            yield _signs(x, y, drawing.line(line.role), SHAPES[line.role])


def timeout_items(picture: PlotsPicture, drawing: Drawing) -> Iterator[pyqtgraph.ScatterPlotItem]:
    """Where a retransmission timer ran out, at the value that it then takes."""
    for line in picture.rto:
        at = [ms for ms, role in picture.timeouts if role == line.role]
        known = dict(zip(line.times, line.values, strict=True))
        found = [(drawing.clock.x(ms), known[ms] / 1000) for ms in at if known.get(ms)]
        if found:
            yield pyqtgraph.ScatterPlotItem(
                pos=found,
                symbol="t",
                size=_SIZE + 2,
                brush=QBrush(drawing.line(line.role)),
                pen=pyqtgraph.mkPen(drawing.theme.mark, width=2),
                name=translate("Plots", "{0} timed out").format(drawing.host(line.role)),
            )


def span_items(spans: Iterable[Span], drawing: Drawing) -> Iterator[object]:
    """The states of both ends as strips, each with its name where there is room."""
    rows = {role: row for row, role in enumerate(sorted({span.role for span in spans}))}
    for span in spans:
        left, right = drawing.clock.x(span.from_ms), drawing.clock.x(span.to_ms)
        colours = drawing.theme.host(span.role)
        top = -rows[span.role]
        yield pyqtgraph.BarGraphItem(
            x0=[left],
            x1=[right],
            y0=[top - 0.4],
            y1=[top + 0.4],
            brush=QColor(colours.tints[_TINTS.get(span.state, 1)]),
            pen=pyqtgraph.mkPen(colours.line, width=1),
        )
        name = pyqtgraph.TextItem(span.state.value, color=colours.band_text, anchor=(0, 0.5))
        name.setFont(ui_font(letters(_NAME_PX)))
        name.setPos(left, top)
        name.setData(WIDTH, right - left)
        yield name


def count_items(picture: PlotsPicture, drawing: Drawing) -> Iterator[object]:
    """How many connections are in each state; each has a sign of its own, where it changes."""
    inks = (drawing.theme.ink, drawing.theme.loss_line, *(drawing.line(role) for role in range(3)))
    for place, line in enumerate(picture.counts):
        x = [drawing.clock.x(ms) for ms in (*line.times, picture.end_ms)]
        y = [float(one) if one else _NOTHING for one in (*line.values, line.values[-1])]
        ink, dash = inks[place % len(inks)], _DASHES[place % len(_DASHES)]
        yield _stairs(x, y, pyqtgraph.mkPen(ink, width=1.6, style=dash))
        yield _signs(x[:-1], y[:-1], QColor(ink), _SIGNS[place % len(_SIGNS)], line.name)


def _signs(
    x: list[float], y: list[float], ink: QColor, sign: str, name: str | None = None
) -> pyqtgraph.ScatterPlotItem:
    """Where a value begins, something to tell it by other than its colour; few, if many do."""
    new = [at for at, value in enumerate(y) if value == value and y[at - 1 : at] != [value]]
    new = new[:: len(new) // _MANY + 1]
    places = [x[at] for at in new], [y[at] for at in new]
    return pyqtgraph.ScatterPlotItem(
        *places, symbol=sign, size=_SIGN, brush=QBrush(ink), pen=None, name=name
    )


def _steps(
    x: list[float], y: list[float], drawing: Drawing, role: int, name: str, dash: Qt.PenStyle
) -> pyqtgraph.PlotDataItem:
    return _stairs(x, y, pyqtgraph.mkPen(drawing.line(role), width=1.6, style=dash), name)


def _stairs(
    x: list[float], y: list[float], pen: QPen, name: str | None = None
) -> pyqtgraph.PlotDataItem:
    """Each value holds until the next time; nothing is drawn where there is none."""
    corners_x, corners_y = [x[0]], [y[0]]
    for before, place, value in zip(y, x[1:], y[1:], strict=False):
        corners_x += [place, place]
        corners_y += [before, value]
    return pyqtgraph.PlotDataItem(corners_x, corners_y, pen=pen, name=name, connect="finite")
