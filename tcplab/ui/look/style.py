"""Fusion, with what a style sheet cannot draw finely: radios, checks, sliders, combos, spin boxes.

Everything else of the look is in the style sheet, so nothing here may also be ruled there. Qt asks
for hints and metrics thousands of times before a window stands, and each answer from Python takes
microseconds: those are the style sheet's and the widgets' own. Enumerations are not named before
something is drawn: Qt makes all those of a class with the first.
"""

import math

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QProxyStyle, QStyle, QStyleOption, QStyleOptionComplex, QWidget

from tcplab.ui.look.scaling import line

_STROKE = 1.5
_GROOVE = 1.5
_HANDLE = 12
_ROW = 24
_PADDING = 7
_CHEVRON = 24


class LabStyle(QProxyStyle):
    """Draws the controls of the theme whose colours ("#RRGGBB") it is given."""

    def __init__(self, ink: str, control: str, faint: str, raised: str) -> None:
        super().__init__("Fusion")
        self.set_colours(ink, control, faint, raised)

    def set_colours(self, ink: str, control: str, faint: str, raised: str) -> None:
        """Another theme's; whoever changes it has everything painted again."""
        self._ink = QColor(ink)
        self._control = QColor(control)
        self._faint = QColor(faint)
        self._raised = QColor(raised)

    def sizeFromContents(self, kind, option, size, widget=None) -> QSize:
        needed = super().sizeFromContents(kind, option, size, widget)
        kinds = QStyle.ContentsType
        match kind:
            case kinds.CT_ItemViewItem:
                return needed.expandedTo(QSize(0, line(_ROW)))
            case kinds.CT_SpinBox | kinds.CT_ComboBox:
                return QSize(needed.width() + 2 * _PADDING, line(_ROW))
            case _:
                return needed

    def subControlRect(self, control, option, part, widget=None) -> QRect:
        controls, parts = QStyle.ComplexControl, QStyle.SubControl
        match control, part:
            case controls.CC_SpinBox, parts.SC_SpinBoxEditField:
                return option.rect.adjusted(_PADDING, 1, -_PADDING, -1)
            case controls.CC_SpinBox, parts.SC_SpinBoxUp | parts.SC_SpinBoxDown:
                return QRect()  # the arrow keys and the wheel do it
            case controls.CC_ComboBox, parts.SC_ComboBoxEditField:
                return option.rect.adjusted(_PADDING - 2, 1, -_CHEVRON, -1)
            case _:
                return super().subControlRect(control, option, part, widget)

    def drawPrimitive(
        self, element, option: QStyleOption, painter: QPainter, widget: QWidget | None = None
    ) -> None:
        elements = QStyle.PrimitiveElement
        match element:
            case elements.PE_IndicatorRadioButton:
                self._radio(option, painter)
            case elements.PE_IndicatorCheckBox | elements.PE_IndicatorItemViewItemCheck:
                self._check(option, painter)
            case elements.PE_FrameFocusRect:
                pass  # the focus ring shows it
            case _:
                super().drawPrimitive(element, option, painter, widget)

    def drawComplexControl(
        self,
        control,
        option: QStyleOptionComplex,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        controls = QStyle.ComplexControl
        if control == controls.CC_Slider:
            self._slider(option, painter, widget)
        elif control == controls.CC_ComboBox:
            self._field(option, painter)
            self._chevron(option, painter)
        elif control == controls.CC_SpinBox:
            self._field(option, painter)
        else:
            super().drawComplexControl(control, option, painter, widget)

    def _outline(self, option: QStyleOption) -> QColor:
        if not _enabled(option):
            return self._faint
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        return self._ink if hovered else self._control

    def _radio(self, option: QStyleOption, painter: QPainter) -> None:
        box = _inner_square(option.rect)
        _begin(painter)
        if option.state & QStyle.StateFlag.State_On:
            ring = self._ink if _enabled(option) else self._faint
            width = box.width() / 3
            painter.setPen(QPen(ring, width))
            painter.setBrush(self._raised)
            inset = width / 2 - _STROKE / 2
            painter.drawEllipse(box.adjusted(inset, inset, -inset, -inset))
        else:
            painter.setPen(QPen(self._outline(option), _STROKE))
            painter.setBrush(self._raised)
            painter.drawEllipse(box)
        painter.restore()

    def _check(self, option: QStyleOption, painter: QPainter) -> None:
        box = _inner_square(option.rect)
        _begin(painter)
        on = bool(option.state & QStyle.StateFlag.State_On)
        fill = self._ink if _enabled(option) else self._faint
        painter.setPen(QPen(fill if on else self._outline(option), _STROKE))
        painter.setBrush(fill if on else self._raised)
        painter.drawRoundedRect(box, 3, 3)
        if on:
            painter.setPen(_round_pen(self._raised))
            painter.drawPolyline(_polygon(box, (0.2, 0.52), (0.42, 0.74), (0.8, 0.28)))
        painter.restore()

    def _slider(self, option, painter: QPainter, widget: QWidget | None) -> None:
        handle = QRectF(
            self.subControlRect(
                QStyle.ComplexControl.CC_Slider,
                option,
                QStyle.SubControl.SC_SliderHandle,
                widget,
            )
        )
        rect = QRectF(option.rect)
        ink = self._ink if _enabled(option) else self._faint
        _begin(painter)
        painter.setPen(Qt.PenStyle.NoPen)
        groove = self._groove(option, rect)
        painter.setBrush(self._outline(option) if _enabled(option) else self._faint)
        painter.drawRoundedRect(groove, _GROOVE / 2, _GROOVE / 2)
        painter.setBrush(ink)
        painter.drawRoundedRect(self._travelled(option, groove, handle), _GROOVE / 2, _GROOVE / 2)
        painter.setPen(QPen(ink, _STROKE))
        painter.setBrush(self._raised)
        radius = (_HANDLE - _STROKE) / 2
        painter.drawEllipse(handle.center(), radius, radius)
        painter.restore()

    @staticmethod
    def _groove(option, rect: QRectF) -> QRectF:
        """Begins on a whole pixel, so that one row of it is crisp on any screen."""
        if option.orientation == Qt.Orientation.Horizontal:
            middle = math.floor(rect.center().y() - _GROOVE / 2)
            return QRectF(rect.left() + 1, middle, rect.width() - 2, _GROOVE)
        middle = math.floor(rect.center().x() - _GROOVE / 2)
        return QRectF(middle, rect.top() + 1, _GROOVE, rect.height() - 2)

    @staticmethod
    def _travelled(option, groove: QRectF, handle: QRectF) -> QRectF:
        done = QRectF(groove)
        if option.orientation == Qt.Orientation.Vertical:
            done.setTop(handle.center().y())
        elif option.upsideDown:
            done.setLeft(handle.center().x())
        else:
            done.setRight(handle.center().x())
        return done

    def _field(self, option: QStyleOption, painter: QPainter) -> None:
        _begin(painter)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        painter.setPen(QPen(self._ink if focused else self._outline(option), 1))
        painter.setBrush(self._raised)
        painter.drawRoundedRect(QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        painter.restore()

    def _chevron(self, option: QStyleOption, painter: QPainter) -> None:
        _begin(painter)
        painter.setPen(_round_pen(self._ink if _enabled(option) else self._faint))
        middle = QRectF(option.rect).center().y()
        box = QRectF(option.rect.right() - _CHEVRON + 4, middle - 4.5, 9, 9)
        painter.drawPolyline(_polygon(box, (0.0, 0.25), (0.5, 0.75), (1.0, 0.25)))
        painter.restore()


def _enabled(option: QStyleOption) -> bool:
    return bool(option.state & QStyle.StateFlag.State_Enabled)


def _begin(painter: QPainter) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def _inner_square(rect: QRect) -> QRectF:
    side = min(rect.width(), rect.height()) - _STROKE
    square = QRectF(0, 0, side, side)
    square.moveCenter(QRectF(rect).center())
    return square


def _round_pen(colour: QColor) -> QPen:
    caps, joins = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    return QPen(colour, _STROKE, Qt.PenStyle.SolidLine, caps, joins)


def _polygon(box: QRectF, *points: tuple[float, float]) -> QPolygonF:
    return QPolygonF(
        [QPointF(box.left() + x * box.width(), box.top() + y * box.height()) for x, y in points]
    )
