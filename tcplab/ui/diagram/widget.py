"""The state diagram as a widget: shows a picture, says what is pointed at, moves the tokens."""

from collections.abc import Iterator

from PySide6.QtCore import QEasingCurve, QEvent, QRect, QRectF, QSize, Qt, QVariantAnimation, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from tcplab.lab.diagram_layout import EDGES, NODES, Edge, Node, Point, along, distance, neighbour
from tcplab.lab.state_picture import EdgeUse, StatePicture
from tcplab.ui.diagram.edges import way_of
from tcplab.ui.diagram.look import look_for
from tcplab.ui.diagram.painting import paint_diagram
from tcplab.ui.diagram.scene import Scene
from tcplab.ui.diagram.tokens import corner, node_of_token
from tcplab.ui.diagram.words import edge_tip, last_line, node_tip, translate, whereabouts
from tcplab.ui.look.spoken import Part, Spoken, announce
from tcplab.ui.look.theme import Theme

STEP_MS = 320

_REACH = 5.0
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_PRESS = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}
_BY_KEYBOARD = {
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
}


class StateDiagram(QWidget):
    """Draws a StatePicture as large as it is itself.

    `state_clicked` carries the state's name as in the RFC, `edge_clicked` the edge's id. Reached
    by Tab, the arrow keys go from node to node and Enter or Space clicks.
    """

    state_clicked = Signal(object)
    edge_clicked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: Scene | None = None
        self._full = False
        self._reduced_motion = False
        self._pressed: Node | Edge | None = None
        self._flying: dict[int, tuple[Point, ...]] = {}
        self._animation = QVariantAnimation(self)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.setDuration(STEP_MS)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._animation.valueChanged.connect(self._fly)
        self._animation.finished.connect(self._land)
        self._spoken = _SpokenDiagram(self)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click must leave the step keys alone
        self.setProperty("ownFocus", True)
        self._retranslate()

    def show_picture(self, picture: StatePicture, theme: Theme, *, animate: bool = True) -> None:
        """Shows another moment; with `animate` the tokens that have just moved walk their edge."""
        old = self._scene
        if old is not None and old.picture == picture and old.theme == theme:
            return
        self._animation.stop()
        look = look_for(self.width(), self.height(), self._full, theme)
        if old is None:
            self._scene = Scene(picture, theme, look)
        else:
            self._scene = old._replace(picture=picture, theme=theme, look=look, flights={})
        if old is not None and animate and not self._reduced_motion and self.isVisible():
            self._flying = self._moves(old.picture)
            if self._flying:
                self._animation.start()
        self._retranslate()
        self.update()

    def set_full_view(self, full: bool) -> None:
        """Every edge with its label and a legend, or only what happens."""
        self._full = full
        self._remeasure()

    def set_resets(self, shown: bool) -> None:
        """Whether the ways out by RST and ABORT are drawn, also those not taken."""
        self._change(resets=shown)

    def set_reduced_motion(self, reduced: bool) -> None:
        """No token walks any more."""
        self._reduced_motion = reduced
        self._animation.stop()
        self._land()

    def sizeHint(self) -> QSize:
        return QSize(376, 448)

    def minimumSizeHint(self) -> QSize:
        return QSize(312, 260)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._scene is not None:
            painter = QPainter(self)
            paint_diagram(painter, self._scene, QRectF(self.rect()))
            painter.end()
            self._spoken.look_again()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._remeasure()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._place(event.position().toTuple())
        clickable = Qt.CursorShape.PointingHandCursor if place else Qt.CursorShape.ArrowCursor
        self.setCursor(clickable)
        self._change(
            hovered_node=place.name if isinstance(place, Node) else None,
            hovered_edge=place.id if isinstance(place, Edge) else None,
        )

    def leaveEvent(self, event: QEvent) -> None:
        self._change(hovered_node=None, hovered_edge=None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        left = event.button() == Qt.MouseButton.LeftButton
        self._pressed = self._place(event.position().toTuple()) if left else None

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = self._place(event.position().toTuple())
        pressed, self._pressed = self._pressed, None
        if place is None or place is not pressed:
            return
        if isinstance(place, Node):
            self.state_clicked.emit(place.state)
        else:
            self.edge_clicked.emit(place.id)

    def focusInEvent(self, event: QFocusEvent) -> None:
        if self._scene is not None and event.reason() in _BY_KEYBOARD:
            tokens = self._scene.picture.tokens
            first = node_of_token(self._scene, tokens[0]).name if tokens else "CLOSED"
            self._focus(first)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._change(focused_node=None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focused = self._scene.focused_node if self._scene else None
        if focused is None:
            super().keyPressEvent(event)
        elif event.key() in _ARROWS:
            self._focus(neighbour(focused, *_ARROWS[event.key()]))
        elif event.key() in _PRESS:
            self.state_clicked.emit(NODES[focused].state)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        match event.type():
            case QEvent.Type.ToolTip:
                self._show_tip(event)
                return True
            case QEvent.Type.ShortcutOverride if self._wants(event):
                event.accept()
                return True
            case QEvent.Type.LanguageChange:
                self._retranslate()
                self._remeasure()
                self.update()
        return super().event(event)

    def _wants(self, event: QKeyEvent) -> bool:
        """While the ring is on a node, the window's step and play keys are the diagram's."""
        focused = self._scene is not None and self._scene.focused_node is not None
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        return focused and plain and (event.key() in _ARROWS or event.key() in _PRESS)

    def _focus(self, name: str) -> None:
        self._change(focused_node=name)
        tip = self.node_words(NODES[name])
        announce(self, tip)

    def _place(self, point: Point) -> Node | Edge | None:
        """The node, else the nearest edge under a point."""
        if self._scene is None:
            return None
        for node in NODES.values():
            if self._scene.look.grid.box(node).contains(point):
                return node
        away = {edge.id: distance(way_of(self._scene, edge), point) for edge in EDGES.values()}
        nearest = min(away, key=away.__getitem__)
        return EDGES[nearest] if away[nearest] <= _REACH else None

    def _show_tip(self, event: QHelpEvent) -> None:
        place = self._place((event.pos().x(), event.pos().y()))
        if place is None or self._scene is None:
            QToolTip.hideText()
        elif isinstance(place, Node):
            QToolTip.showText(event.globalPos(), self.node_words(place), self)
        else:
            QToolTip.showText(event.globalPos(), edge_tip(place, self._scene.picture), self)

    def box(self, name: str) -> QRect | None:
        """Where a node is drawn, if anything is."""
        if self._scene is None:
            return None
        box = self._scene.look.grid.box(NODES[name])
        return QRectF(box.x, box.y, box.width, box.height).toRect()

    def node_words(self, node: Node) -> str:
        """A state and who is in it."""
        tokens = self._scene.picture.tokens
        return node_tip(node, [t for t in tokens if node_of_token(self._scene, t) is node])

    def _moves(self, old: StatePicture) -> dict[int, tuple[Point, ...]]:
        """The ways of those tokens that the last step has moved."""
        moves = {}
        for use in self._scene.picture.edges:
            index = _mover(use, old, self._scene.picture) if use.last else None
            if index is not None:
                edge = EDGES[use.edge]
                start = corner(self._scene, NODES[edge.source], use.role)
                end = corner(self._scene, NODES[edge.target], use.role)
                moves[index] = (start, *way_of(self._scene, edge), end)
        return moves

    def _fly(self, share: float) -> None:
        self._change(flights={i: along(way, share) for i, way in self._flying.items()})

    def _land(self) -> None:
        self._flying = {}
        self._change(flights={})

    def _change(self, **changes: object) -> None:
        if self._scene is not None:
            changed = self._scene._replace(**changes)
            if changed != self._scene:
                self._scene = changed
                self.update()

    def _remeasure(self) -> None:
        if self._scene is not None:
            self._animation.stop()
            look = look_for(self.width(), self.height(), self._full, self._scene.theme)
            self._change(look=look, flights={})

    def _retranslate(self) -> None:
        self.setAccessibleName(translate("StateDiagram", "State diagram"))
        if self._scene is not None:
            picture = self._scene.picture
            parts = (whereabouts(picture), last_line(picture))
            self.setAccessibleDescription("\n".join(part for part in parts if part))


class _SpokenDiagram(Spoken):
    """Every state, with who is in it."""

    def __init__(self, diagram: StateDiagram) -> None:
        super().__init__(diagram)
        self._diagram = diagram

    def parts(self) -> Iterator[Part]:
        for name, node in NODES.items():
            box = self._diagram.box(name)
            if box is not None:
                yield Part(self._diagram.node_words(node), box)


def _mover(use: EdgeUse, old: StatePicture, new: StatePicture) -> int | None:
    """The token (by index) that an edge has just brought where it is."""
    source, target = use.edge.split(">")

    def there(picture: StatePicture) -> list[int]:
        tokens = enumerate(picture.tokens)
        return [i for i, token in tokens if (token.role, token.state) == (use.role, target)]

    arrived = there(new)
    if not arrived or (source != target and len(arrived) <= len(there(old))):
        return None
    return arrived[-1]
