"""The canvas's own keys and the fingers on a touchpad: what they ask for."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

if TYPE_CHECKING:
    from tcplab.ui.canvas.widget import SequenceCanvas

LINE = 40
"""Pixels that an arrow key scrolls."""

DELAY_STEP = 50
"""Milliseconds that a bracket key delays."""

_KEY = Qt.Key


def command(canvas: "SequenceCanvas", event: QKeyEvent) -> Callable[[], object] | None:
    """What a key does on the canvas; None for keys that it leaves to others."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if modifiers & Qt.KeyboardModifier.ControlModifier:
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            return None  # the size of all text
        return {
            _KEY.Key_Plus: canvas.zoom.more,
            _KEY.Key_Equal: canvas.zoom.more,
            _KEY.Key_Minus: canvas.zoom.less,
            _KEY.Key_0: canvas.zoom.reset,
        }.get(event.key())
    if event.key() == _KEY.Key_F10:
        shifted = modifiers & Qt.KeyboardModifier.ShiftModifier
        return canvas.ask_menu if shifted else None
    bar, act = canvas.verticalScrollBar(), canvas.act
    keys: dict[Qt.Key, Callable[[], object]] = {
        _KEY.Key_Up: lambda: bar.setValue(bar.value() - LINE),
        _KEY.Key_Down: lambda: bar.setValue(bar.value() + LINE),
        _KEY.Key_L: act.lose,
        _KEY.Key_D: act.duplicate,
        _KEY.Key_T: act.next_call,
        _KEY.Key_K: act.next_cut,
        _KEY.Key_E: act.edit,
        _KEY.Key_Menu: canvas.ask_menu,
        _KEY.Key_BracketLeft: lambda: act.shift(-DELAY_STEP),
        _KEY.Key_BracketRight: lambda: act.shift(DELAY_STEP),
        _KEY.Key_BraceLeft: lambda: act.stretch(-DELAY_STEP),
        _KEY.Key_BraceRight: lambda: act.stretch(DELAY_STEP),
        _KEY.Key_Delete: act.clear,
        _KEY.Key_Backspace: act.clear,
    }
    if canvas.hand.busy:
        keys[_KEY.Key_Escape] = canvas.hand.cancel
    elif canvas.picked is not None or act.marked is not None:
        keys[_KEY.Key_Escape] = canvas.let_go
        keys[_KEY.Key_Return] = keys[_KEY.Key_Enter] = act.choose
    return keys.get(event.key())


def pinched(event: QEvent) -> tuple[float, float] | None:
    """By how much two fingers want to zoom, and around which height; None if they do not."""
    if event.type() == QEvent.Type.Gesture:
        pinch = event.gesture(Qt.GestureType.PinchGesture)
        return None if pinch is None else (pinch.scaleFactor(), pinch.centerPoint().y())
    if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
        return 1 + event.value(), event.position().y()
    return None
