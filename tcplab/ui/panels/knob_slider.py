"""A slider that tells what the user does with it, and nothing of what the program shows on it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider, QWidget


class KnobSlider(QSlider):
    """Goes from 0 to `end` by whole steps.

    `moved` carries where the user has put it. All of a drag, or of a key held down, lies between
    `gesture_began` and `gesture_ended`.
    """

    moved = Signal(int)
    gesture_began = Signal()
    gesture_ended = Signal()

    def __init__(self, end: int, step: int, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(0, end)
        self.setSingleStep(step)
        self.setPageStep(5 * step)
        self.setFixedHeight(24)
        self.actionTriggered.connect(self._tell)

    def show_value(self, value: int) -> None:
        """Stands at `value`, or at the end that is nearer; while it is dragged, where it is."""
        if not self.isSliderDown():
            self.setValue(value)

    def _tell(self, _action: int) -> None:
        step = self.singleStep()
        self.moved.emit(round(self.sliderPosition() / step) * step)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.gesture_began.emit()  # before the press itself makes the first move
        if event.button() is Qt.MouseButton.LeftButton:
            self._jump(round(event.position().x()))
        super().mousePressEvent(event)

    def _jump(self, x: int) -> None:
        """Brings the handle under the pointer; Qt would go there by pages."""
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        whole, part = QStyle.ComplexControl.CC_Slider, QStyle.SubControl.SC_SliderHandle
        handle = self.style().subControlRect(whole, option, part, self).width()
        room = self.width() - handle
        self.setSliderPosition(
            QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), x - handle // 2, room)
        )
        self.triggerAction(QSlider.SliderAction.SliderMove)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self.gesture_ended.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not event.isAutoRepeat():
            self.gesture_began.emit()
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        super().keyReleaseEvent(event)
        if not event.isAutoRepeat():
            self.gesture_ended.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()  # whoever scrolls the panel passes by

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.gesture_ended.emit()  # the key that is still held will be released elsewhere
