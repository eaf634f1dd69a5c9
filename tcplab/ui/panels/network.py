"""The section of the network: what it does to everybody's segments, and for how long."""

from random import randrange
from typing import NamedTuple

from msgspec.structs import replace
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from tcplab.sim.network import Network
from tcplab.ui.hosts.fields import NumberField
from tcplab.ui.look.icons import icon
from tcplab.ui.look.scaling import fit
from tcplab.ui.look.theme import Theme
from tcplab.ui.panels.knob_slider import KnobSlider
from tcplab.ui.panels.section_head import SectionHead
from tcplab.ui.panels.value_field import ValueField

_MOST_MS = 2**31 - 1
_MOST_SEED = 999_999


class _Knob(NamedTuple):
    """A setting: its field, the slider's end and steps, and how it is written."""

    field: str
    unit: str
    end: int
    step: int
    per: int  # what is shown is the field's value times this


_KNOBS = (
    _Knob("delay_ms", "ms", 500, 10, 1),
    _Knob("jitter_ms", "ms", 500, 10, 1),
    _Knob("loss", "%", 50, 1, 100),
    _Knob("duplicate", "%", 50, 1, 100),
    _Knob("reorder", "%", 50, 1, 100),
)


class NetworkSection(QWidget):
    """`network_edited` carries the Network that is wanted, `horizon_edited` when (ms, or None) the
    experiment is to end.

    A drag of a slider lies between `gesture_began` and `gesture_ended`.
    """

    network_edited = Signal(object)
    horizon_edited = Signal(object)
    gesture_began = Signal()
    gesture_ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._network: Network | None = None
        self._head = SectionHead()
        self._names = {knob.field: QLabel() for knob in _KNOBS}
        self._sliders = {knob.field: self._slider(knob) for knob in _KNOBS}
        self._values = {knob.field: self._value(knob) for knob in _KNOBS}
        self._seed_name = QLabel()
        self._seed = ValueField("", 0, _MOST_SEED)
        self._seed.value_entered.connect(lambda seed: self._edit(seed=int(seed)))
        self._dice = QToolButton()
        self._dice.setProperty("kind", "icon")
        self._dice.setFixedSize(22, 22)
        self._dice.clicked.connect(lambda: self._edit(seed=randrange(1000)))
        self._horizon_name, self._horizon_unit = QLabel(), QLabel("ms")
        self._horizon = NumberField(0, _MOST_MS)
        self._horizon.setProperty("kind", "value")
        self._horizon.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._horizon.entered.connect(self.horizon_edited)
        self._horizon.refused.connect(self._refuse)
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._head)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(0)
        for row, knob in enumerate(_KNOBS):
            grid.addWidget(self._names[knob.field], row, 0)
            grid.addWidget(self._sliders[knob.field], row, 1)
            grid.addWidget(self._values[knob.field], row, 2)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(0, 62)
        column.addLayout(grid)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self._seed_name)
        row.addStretch(1)
        row.addWidget(self._seed)
        row.addWidget(self._dice)
        fit(self._seed, "setFixedWidth", 72)
        column.addLayout(row)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self._horizon_name)
        row.addWidget(self._horizon, 1)
        row.addWidget(self._horizon_unit)
        column.addLayout(row)

    def _slider(self, knob: _Knob) -> KnobSlider:
        slider = KnobSlider(knob.end, knob.step)
        slider.gesture_began.connect(self.gesture_began)
        slider.gesture_ended.connect(self.gesture_ended)
        slider.moved.connect(lambda shown: self._edit(**_field(knob, shown)))
        return slider

    def _value(self, knob: _Knob) -> ValueField:
        most = _MOST_MS if knob.unit == "ms" else 100
        value = ValueField(knob.unit, 0, most, knob.step)
        value.value_entered.connect(lambda shown: self._edit(**_field(knob, shown)))
        fit(value, "setFixedWidth", 64)
        return value

    def _edit(self, **changes: object) -> None:
        if self._network is not None:
            network = replace(self._network, **changes)
            if network != self._network:
                self.network_edited.emit(network)

    def show_network(self, network: Network) -> None:
        """Shows the network as it is."""
        if network == self._network:
            return
        self._network = network
        for knob in _KNOBS:
            shown = round(getattr(network, knob.field) * knob.per, 2)
            self._values[knob.field].set_value(shown)
            self._sliders[knob.field].show_value(round(shown))
        self._seed.set_value(network.seed)

    def show_horizon(self, horizon: int | None) -> None:
        """Shows when (ms) the experiment ends; None: when nothing more can happen."""
        self._horizon.show_value(horizon, None)
        self._horizon.setPlaceholderText(self.tr("when all is quiet"))
        self._horizon_unit.setVisible(horizon is not None)

    def _refuse(self) -> None:
        words = self.tr("Right are 0 to {0}, or nothing: then it ends when all is quiet.")
        below = self._horizon.mapToGlobal(self._horizon.rect().bottomLeft())
        QToolTip.showText(below, words.format(_MOST_MS), self._horizon)

    def set_theme(self, theme: Theme) -> None:
        """Draws the icons in the theme's ink."""
        self._dice.setIcon(icon("dice", theme))

    def retranslate(self) -> None:
        """Says everything in the language of the interface."""
        self._head.set_name(self.tr("Network"))
        words = {
            "delay_ms": (self.tr("Delay"), self.tr("One way, for every segment")),
            "jitter_ms": (self.tr("Jitter"), self.tr("Up to so much more, at random")),
            "loss": (self.tr("Loss"), self.tr("The chance that a segment is lost")),
            "duplicate": (self.tr("Duplicate"), self.tr("The chance that a segment comes twice")),
            "reorder": (self.tr("Reorder"), self.tr("The chance that a segment is held back")),
        }
        for field, (name, tip) in words.items():
            self._names[field].setText(name)
            for widget in (self._names[field], self._sliders[field], self._values[field]):
                widget.setToolTip(tip)
                widget.setAccessibleName(name)
        self._seed_name.setText(self.tr("Seed"))
        self._seed.setAccessibleName(self.tr("Seed"))
        self._seed.setToolTip(self.tr("The same seed gives the same chances"))
        self._horizon_name.setText(self.tr("Ends at"))
        self._horizon.setAccessibleName(self.tr("Ends at"))
        self._horizon.setToolTip(self.tr("The end of the experiment, in ms"))
        self._dice.setToolTip(self.tr("Another seed"))
        self._dice.setAccessibleName(self.tr("Another seed"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _field(knob: _Knob, shown: float) -> dict[str, object]:
    """A setting's field as the knob shows it."""
    return {knob.field: int(shown) if knob.per == 1 else round(shown / knob.per, 4)}
