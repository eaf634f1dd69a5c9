"""The window of the plots: five of them above each other, on one axis of time."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from time import perf_counter

import pyqtgraph
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QFontMetrics, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from tcplab.lab.plots_picture import Pair, PlotsPicture, plotting
from tcplab.lab.slices import Slices
from tcplab.ui.host_names import shown_name
from tcplab.ui.look.fonts import ui_font
from tcplab.ui.look.scaling import letters, text_scale
from tcplab.ui.look.theme import BODY_PX, Theme
from tcplab.ui.pictures import sequence_of
from tcplab.ui.plots.axis import Clock, break_marks
from tcplab.ui.plots.drawing import (
    WIDTH,
    Drawing,
    count_items,
    course_items,
    sequence_items,
    span_items,
    timeout_items,
)
from tcplab.ui.plots.making import making, trying
from tcplab.ui.plots.values import csv_lines, words_at
from tcplab.ui.session import Session

_SLICE_S = 0.006
_HEIGHTS = (5, 3, 3, 2, 6)
_TITLE = 40  # what a desktop puts on top of a window
_LEFT, _LEGEND, _LEAST, _NAMES_PT = 74, 170, 700, 9
_BESIDE = 0.03  # of the time, free before and after it for the labels
_ENDS = 48  # beside the title of the axis
_STATES, _COUNTS = 3, 4
_FROM_ZERO = (1, 2, _COUNTS)  # of these plots the height means something


class PlotsWindow(QWidget):
    """Follows a session while it can be seen; `save_asked` wants a file for what is shown.

    A drag of the line of the present moment, or a double click, moves the session's cursor. The
    plots are made, and drawn, one after the other: the windows answer meanwhile.
    """

    save_asked = Signal()

    def __init__(self, session: Session, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._session = session
        self._theme = theme
        self._work: Slices[None] | None = None
        self._drawing = False
        self._picture: PlotsPicture | None = None
        self._clock: Clock | None = None
        self.setObjectName("plots")
        room = parent.screen().availableSize()
        width, height = round(letters(920)), round(letters(860))
        self.resize(min(width, room.width()), min(height, room.height() - _TITLE))
        self.pairs = QComboBox()
        self.pairs.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.pairs.activated.connect(lambda _: self._begin())
        self.to_scale = QCheckBox()
        self.to_scale.toggled.connect(lambda _: self._draw())
        self.save = QPushButton()
        self.save.clicked.connect(self.save_asked)
        self.values = QLabel()
        self.values.setProperty("kind", "hint")
        self.values.setWordWrap(True)
        self.values.setMinimumHeight(2 * self.values.fontMetrics().lineSpacing())
        self.area = pyqtgraph.GraphicsLayoutWidget()
        self.area.setBackground(theme.canvas)
        self.area.ci.setOpacity(0)  # until something is drawn
        self.plots: list[pyqtgraph.PlotItem] = []
        self._lines: list[pyqtgraph.InfiniteLine] = []
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)
        self._moved = QTimer(self)  # after the window that moves it
        self._moved.setSingleShot(True)
        self._moved.timeout.connect(self._move)
        self._lay_out()
        self._size()
        self.retranslate()
        self.area.scene().sigMouseMoved.connect(self._point)
        self.area.scene().sigMouseClicked.connect(self._click)
        session.run_changed.connect(self._begin)
        session.moment_changed.connect(self._moved.start)

    @property
    def busy(self) -> bool:
        """Whether not everything is drawn yet."""
        return self._work is not None

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.pairs)
        row.addWidget(self.to_scale)
        row.addStretch(1)
        row.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 8)
        column.addLayout(row)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(self.area)
        column.addWidget(scroll, 1)
        column.addWidget(self.values)

    def _made(self) -> Iterator[None]:
        """The plots that are not there yet."""
        for row in range(len(self.plots), len(_HEIGHTS)):
            yield
            plot = yield from making(counts=row == _COUNTS)
            self._place(row, plot)
            self._size_one(plot)
            self._lines.append(self._now_line(plot))
            self.plots.append(plot)

    def _place(self, row: int, plot: pyqtgraph.PlotItem) -> None:
        self.area.addItem(plot, row, 0)
        self.area.ci.layout.setRowStretchFactor(row, _HEIGHTS[row])
        if row:
            plot.setXLink(self.area.getItem(0, 0))
        if row < len(_HEIGHTS) - 1:
            plot.getAxis("bottom").setStyle(showValues=False)
        if row == _STATES:
            plot.vb.sigXRangeChanged.connect(self._name_states)
            plot.vb.sigResized.connect(self._name_states)

    def _size(self) -> None:
        """As high as large text needs, which may have to be scrolled."""
        least = letters(_LEAST) if text_scale() > 1 else 0
        self.area.setMinimumHeight(round(least))
        for plot in self.plots:
            self._size_one(plot)

    def _size_one(self, plot: pyqtgraph.PlotItem) -> None:
        legend, font = letters(_LEGEND), ui_font(letters(BODY_PX))
        plot.setContentsMargins(0, 0, legend, 0)
        plot.legend.setLabelTextSize(f"{round(letters(_NAMES_PT))}pt")
        plot.legend.anchor((0, 0), (1, 0), (12 - legend, 0))  # beside, where it hides nothing
        plot.getAxis("left").setWidth(letters(_LEFT))
        plot.getAxis("left").enableAutoSIPrefix(False)  # numbers as they are
        for side in ("left", "bottom"):
            plot.getAxis(side).setTickFont(font)
            plot.getAxis(side).label.setFont(font)

    def _now_line(self, plot: pyqtgraph.PlotItem) -> pyqtgraph.InfiniteLine:
        line = pyqtgraph.InfiniteLine(movable=True)
        line.sigDragged.connect(self._drag)
        return line

    # what the session shows

    def _begin(self) -> None:
        """Another run, or another of its connections."""
        if not self.isVisible():
            self._picture = None
            return
        self._drawing = False
        self._work = self._anew(self.pairs.currentData())
        self._timer.start(0)

    def _anew(self, chosen: Pair | None) -> Slices[None]:
        yield from self._made()
        picture = yield from plotting(self._session.run, chosen)
        self._list_pairs(picture)
        self._picture, self._drawing = picture, True
        yield from self._drawn(picture)

    def _go_on(self) -> None:
        end = perf_counter() + _SLICE_S
        try:
            while self._work is not None and perf_counter() < end:
                next(self._work)
        except StopIteration:
            self._work = None
            self._timer.stop()

    def _list_pairs(self, picture: PlotsPicture) -> None:
        self.pairs.clear()
        for pair in picture.pairs:
            self.pairs.addItem(f"{pair[0]} – {pair[1]}", pair)
        if picture.pair is not None:
            self.pairs.setCurrentIndex(picture.pairs.index(picture.pair))
        self.pairs.setVisible(len(picture.pairs) > 1)

    def _draw(self) -> None:
        """All anew, unless there are other values to come, which will be drawn so."""
        if self._picture is not None and (self._work is None or self._drawing):
            self._drawing = True
            self._work = self._drawn(self._picture)
            self._timer.start(0)

    def _drawn(self, picture: PlotsPicture) -> Slices[None]:
        rows = sequence_of(self._session.run).rows
        clock = self._clock = Clock(rows, to_scale=self.to_scale.isChecked())
        drawing = Drawing(clock, self._theme, self._hosts())
        contents: tuple[Callable[[], Iterable[object]], ...] = (
            lambda: sequence_items(picture, drawing),
            lambda: (*course_items(picture.rto, drawing, 1000.0), *timeout_items(picture, drawing)),
            lambda: course_items(picture.windows, drawing),
            lambda: span_items(picture.spans, drawing),
            lambda: count_items(picture, drawing),
        )
        first, end = clock.x(0), clock.x(max(1, picture.end_ms))
        free = _BESIDE * (end - first)
        self.area.setUpdatesEnabled(False)  # else each plot would have all painted
        self.area.ci.setOpacity(1)
        for row, items in enumerate(contents):
            yield
            yield from self._filled(row, clock, items())
            self._fit(row)
        yield
        self._name()
        self.plots[_STATES].getAxis("left").setTicks([self._ends(picture)])
        self.plots[0].setXRange(first - free, end + free * (1 + text_scale()) / 2, padding=0)
        self._name_states()
        self._move()
        yield
        yield from trying(self.area)
        self.area.setUpdatesEnabled(True)

    def _filled(self, row: int, clock: Clock, items: Iterable[object]) -> Iterator[None]:
        plot, line = self.plots[row], self._lines[row]
        plot.clear()
        plot.legend.clear()
        plot.legend.setLabelTextColor(self._theme.ink2)
        plot.getAxis("bottom").set_clock(clock)
        marks = break_marks(clock, self._theme, told=row == 0)
        for item in chain(marks, items, (line,)):  # each is made in its turn
            plot.addItem(item)
            yield
        self._dress(plot, line)
        # Its own size grows with the rows that it stretches.
        plot.legend.resize(plot.legend.effectiveSizeHint(Qt.SizeHint.MinimumSize))

    def _fit(self, row: int) -> None:
        plot = self.plots[row]
        if row == _STATES:
            plot.setYRange(-1.6, 0.6)
        elif row in _FROM_ZERO:
            top = plot.vb.childrenBounds()[1]
            plot.setYRange(0, 1.15 * max(top[1] if top else 0, 1e-9), padding=0)

    def _ends(self, picture: PlotsPicture) -> list[tuple[float, str]]:
        """Whose states are on which strip."""
        roles = sorted({span.role for span in picture.spans})
        metrics, most = QFontMetrics(ui_font(letters(BODY_PX))), round(letters(_ENDS))
        right = Qt.TextElideMode.ElideRight
        names = [metrics.elidedText(self._hosts()[role], right, most) for role in roles]
        return [(-row, name) for row, name in enumerate(names)]

    def _name_states(self, *_: object) -> None:
        """A state is named where its strip has room for the name."""
        unit = self.plots[_STATES].vb.viewPixelSize()[0]
        for item in self.plots[_STATES].items:
            if isinstance(item, pyqtgraph.TextItem):
                item.setVisible(item.textItem.boundingRect().width() * unit <= item.data(WIDTH))

    def _dress(self, plot: pyqtgraph.PlotItem, line: pyqtgraph.InfiniteLine) -> None:
        theme = self._theme
        self.area.setBackground(theme.canvas)
        line.setPen(theme.ink, width=1.2)
        line.setHoverPen(theme.ink, width=3)
        plot.showGrid(x=False, y=True, alpha=0.15)
        for name in ("left", "bottom"):
            axis = plot.getAxis(name)
            axis.setPen(theme.control)
            axis.setTextPen(theme.ink2)

    def _hosts(self) -> tuple[str, ...]:
        """The hosts' names by role; all beyond the second share the third."""
        names = [shown_name(host.name) for host in self._session.experiment.hosts]
        return tuple([*names, "", "", ""][:3])

    def _move(self) -> None:
        if self._clock is None or not self.isVisible():
            return
        for line in self._lines:
            line.setValue(self._clock.x(self._session.now))
        self._say(self._session.now)

    def _say(self, ms: float) -> None:
        if self._picture is not None:
            words = words_at(self._picture, self._hosts(), ms)
            self.values.setText(words)
            self.area.setAccessibleDescription(words)

    # gestures

    def _drag(self, line: pyqtgraph.InfiniteLine) -> None:
        self._session.go_to_time(max(0, round(self._clock.ms(line.value()))))

    def _point(self, at: QPointF) -> None:
        """Says what holds under the pointer."""
        for plot in self.plots:
            if plot.vb.sceneBoundingRect().contains(at) and self._clock is not None:
                self._say(max(0.0, self._clock.ms(plot.vb.mapSceneToView(at).x())))

    def _click(self, event: object) -> None:
        if event.double() and self._clock is not None:
            x = self.plots[0].vb.mapSceneToView(event.scenePos()).x()
            self._session.go_to_time(max(0, round(self._clock.ms(x))))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape:
                self.close()
            case Qt.Key.Key_Left | Qt.Key.Key_PageUp:
                self._session.step(-1)
            case Qt.Key.Key_Right | Qt.Key.Key_PageDown:
                self._session.step(1)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self._zoom(0.8)
            case Qt.Key.Key_Minus:
                self._zoom(1.25)
            case Qt.Key.Key_0:
                self._draw()
            case _:
                super().keyPressEvent(event)

    def _zoom(self, factor: float) -> None:
        """Around the present moment."""
        if self._clock is not None:
            self.plots[0].vb.scaleBy((factor, 1.0), QPointF(self._clock.x(self._session.now), 0))

    def values_as_csv(self) -> Iterator[str]:
        """The lines of a table of all that is shown."""
        return csv_lines(self._picture, self._hosts()) if self._picture else iter(())

    # what the window tells

    def set_theme(self, theme: Theme) -> None:
        """Draws everything in the theme's colours."""
        self._theme = theme
        self._size()
        self._draw()

    def retranslate(self) -> None:
        """Says everything in the language of the interface."""
        self.setWindowTitle(self.tr("Plots"))
        self.area.setAccessibleName(self.tr("Plots"))
        self.to_scale.setText(self.tr("Time to scale"))
        self.to_scale.setToolTip(self.tr("Else long silences are cut short, as on the canvas"))
        self.save.setText(self.tr("Save…"))
        self.pairs.setAccessibleName(self.tr("Connection"))
        self._draw()

    def _name(self) -> None:
        titles = (
            *(self.tr("Sequence numbers"), self.tr("RTO (s)"), self.tr("Window")),
            *(self.tr("State"), self.tr("Connections")),
        )
        for plot, title in zip(self.plots, titles, strict=True):
            plot.getAxis("left").setLabel(title)
        self.plots[-1].getAxis("bottom").setLabel(self.tr("Time (s)"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._begin()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._timer.stop()
        self.area.ci.setOpacity(0)  # it is drawn anew before it is seen again
        super().closeEvent(event)
