"""A call on its way from the experiment panel to a lifeline: how it is dragged, where it lands."""

from typing import TYPE_CHECKING, get_args

from PySide6.QtCore import QEvent, QMimeData, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QPushButton

from tcplab.lab.calls_picture import moment_at, offered
from tcplab.sim.experiment import Call, Deed
from tcplab.ui.canvas.gestures import time_at
from tcplab.ui.canvas.marks import Guide
from tcplab.ui.canvas.words import host_name, seconds, translate
from tcplab.ui.panels.offers import offer_words

if TYPE_CHECKING:
    from tcplab.ui.touching import Touching

_MIME = "application/x-tcplab-call"


class CallDragger(QObject):
    """Lets the calls of one host be dragged off their buttons, those that are disabled too: at
    another time they may be possible. `host` is set by whoever shows the buttons."""

    def __init__(self, owner: QObject) -> None:
        super().__init__(owner)
        self.host = ""
        self._pressed: QPointF | None = None

    def eventFilter(self, button: QObject, event: QEvent) -> bool:
        if not isinstance(event, QMouseEvent) or not isinstance(button, QPushButton):
            return False
        if event.type() == QEvent.Type.MouseButtonPress:
            left = event.button() == Qt.MouseButton.LeftButton
            self._pressed = event.position() if left else None
        elif event.type() == QEvent.Type.MouseMove and self._pressed is not None:
            away = (event.position() - self._pressed).manhattanLength()
            if away >= QApplication.startDragDistance():
                self._pressed = None
                self._drag(button)
                return True
        return False

    def _drag(self, button: QPushButton) -> None:
        """Begins when Qt is done with the button: another run may need others while one drags."""
        drag = QDrag(self.parent())
        drag.setMimeData(call_data(self.host, button.text()))
        drag.setPixmap(button.grab())
        drag.setHotSpot(button.rect().center())
        button.setDown(False)
        QTimer.singleShot(0, drag, lambda: drag.exec(Qt.DropAction.CopyAction))


def call_data(host: str, do: str) -> QMimeData:
    """A call as it is dragged."""
    data = QMimeData()
    data.setData(_MIME, f"{host}\n{do}".encode())
    return data


def dragged_call(data: QMimeData) -> tuple[str, Deed] | None:
    """Whose and which call is dragged; None if it is something else."""
    host, _, do = bytes(data.data(_MIME).data()).decode().partition("\n")
    return next(((host, deed) for deed in get_args(Deed) if deed == do), None)


class Landing(QObject):
    """Watches a window for a call that is dragged over its canvas: where it would be made, or in a
    sentence why not there. Whatever else is dragged is the window's."""

    def __init__(self, hands: "Touching") -> None:
        super().__init__(hands)
        self._hands = hands

    def eventFilter(self, window: QObject, event: QEvent) -> bool:
        kinds = QEvent.Type
        if event.type() == kinds.DragLeave:
            self._show(None)
        if event.type() not in (kinds.DragEnter, kinds.DragMove, kinds.Drop):
            return False
        dragged = dragged_call(event.mimeData())
        if dragged is None:
            return False
        viewport = self._hands.canvas.viewport()
        call = self._over(viewport.mapFrom(window, event.position()), *dragged)
        event.setAccepted(call is not None or event.type() == kinds.DragEnter)
        if event.type() == kinds.Drop:
            self._show(None)
            if call is not None:
                self._hands.call(call)
        return True

    def _over(self, place: QPointF, host: str, do: Deed) -> Call | None:
        """The call that a drop at a place of the viewport would make; says so beside it."""
        canvas = self._hands.canvas
        under = canvas.hand.target(place)
        names = [one.name for one in canvas.scene.picture.lifelines]
        if under is None or host not in names:
            self._show(None)
            return None
        geometry, own = canvas.scene.geometry, names.index(host)
        ms = time_at(geometry, geometry.y(under.ms))
        if under.host != own:
            words = translate("Canvas", "{0}() is a call of {1}: drop it on that side.")
            self._show(Guide(own, geometry.y(ms), words.format(do, host_name(host)), allowed=False))
            return None
        run = self._hands.session.run
        offer = offered(run, moment_at(run, ms), host, do)
        if offer is None or offer.refusal is not None:
            words = "" if offer is None else offer_words(offer)
            self._show(Guide(own, geometry.y(ms), words, allowed=False))
            return None
        self._show(Guide(own, geometry.y(ms), f"{do}() {seconds(ms)} s"))
        return offer.call.with_time(ms)

    def _show(self, guide: Guide | None) -> None:
        canvas = self._hands.canvas
        canvas.hand.guide = guide
        canvas.exposed.renew()
