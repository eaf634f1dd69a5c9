"""The bar at the timeline's right edge that scrolls its lanes where not all have room."""

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QScrollBar, QWidget

from tcplab.ui.canvas.words import translate
from tcplab.ui.look.scaling import text_scale
from tcplab.ui.timeline.pitch import room_for_lanes

WIDTH = 10
_EDGE = 1
_NOTCH = 120


class LaneBar(QScrollBar):
    """Counts the lanes passed by; hidden where all have room, or only the one in view has."""

    def __init__(self, timeline: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, timeline)
        self.hide()

    def fit(self, lanes: int, wanted: int) -> None:
        """Takes its place beside so many lanes, of which so many are `wanted` in sight."""
        timeline = self.parentWidget()
        most = min(room_for_lanes(timeline.height() / text_scale()), wanted)
        hidden = lanes - most if most > 1 else 0
        quiet = QSignalBlocker(self)
        self.setRange(0, max(0, hidden))
        self.setPageStep(max(1, most - 1))
        quiet.unblock()
        self.setVisible(hidden > 0)
        left = timeline.width() - WIDTH - _EDGE
        self.setGeometry(left, _EDGE, WIDTH, timeline.height() - _EDGE)
        self.setAccessibleName(translate("Canvas", "More branches"))

    def start(self) -> None:
        """None is passed by any more."""
        quiet = QSignalBlocker(self)
        self.setValue(0)
        quiet.unblock()

    def turned(self, event: QWheelEvent) -> None:
        """A notch of the wheel is a lane."""
        self.setValue(self.value() - round(event.angleDelta().y() / _NOTCH))
        event.accept()
