"""The canvas for a screen reader: what is visible as sentences in place, and what changes said."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF

from tcplab.lab.lanes import Band
from tcplab.lab.sequence_picture import SequencePicture
from tcplab.ui.canvas.scene import SequenceScene
from tcplab.ui.canvas.speech import moment_words, segment_words, tab_words
from tcplab.ui.canvas.words import host_name, seconds, translate
from tcplab.ui.look.spoken import Part, Spoken, announce

if TYPE_CHECKING:
    from tcplab.ui.canvas.widget import SequenceCanvas

_THICK = 16.0  # what stands for an arrow, or for a call


class SpokenCanvas(Spoken):
    """Speaks for a SequenceCanvas: its segments, states and calls are parts, from top to bottom."""

    def __init__(self, canvas: "SequenceCanvas") -> None:
        super().__init__(canvas.viewport())
        self._canvas = canvas

    def say(self, *, aloud: bool = False) -> None:
        """Names the canvas and describes the moment; `aloud` for a step that somebody made."""
        canvas = self._canvas
        name, called = translate("Canvas", "Sequence diagram"), canvas.property("called")
        canvas.setAccessibleName(f"{name} {called}" if called else name)  # where there are two
        if canvas.scene is None:
            return
        scene, view = canvas.scene, canvas.view
        words = moment_words(scene.picture, view.cursor or 0, scene.relative)
        if canvas.picked is not None:
            words += "\n" + segment_words(scene.picture, canvas.picked, scene.relative)
        canvas.setAccessibleDescription(words)
        if aloud:
            announce(canvas, words)

    def say_picked(self) -> None:
        """Says which segment has been picked."""
        canvas = self._canvas
        announce(canvas, segment_words(canvas.scene.picture, canvas.picked, canvas.scene.relative))

    def parts(self) -> Iterator[Part]:
        canvas = self._canvas
        if canvas.scene is None:
            return
        scene, visible = canvas.scene, QRectF(canvas.corner, canvas.viewport().size())
        found = [*_arrows(scene, visible), *_bands(scene, visible), *_calls(scene, visible)]
        for place, words in sorted(found, key=lambda one: (one[0].top(), one[0].left())):
            yield Part(words, place.intersected(visible).translated(-visible.topLeft()).toRect())


def _arrows(scene: SequenceScene, visible: QRectF) -> Iterator[tuple[QRectF, str]]:
    geometry, picture = scene.geometry, scene.picture
    for index in geometry.arrows(visible.top(), visible.bottom()):
        arrow, way = picture.arrows[index], geometry.way(index)
        (x0, y0), (x1, y1) = way.at(0), way.at(1)
        place = QRectF(QPointF(x0, y0), QPointF(x1, y1)).normalized()
        if place.top() < visible.bottom() and place.bottom() > visible.top():
            times = f"{seconds(arrow.sent)}–{seconds(arrow.due)} s"
            words = segment_words(picture, arrow, scene.relative)
            yield place.adjusted(0, -_THICK / 2, 0, _THICK / 2), f"{words}, {times}"


def _bands(scene: SequenceScene, visible: QRectF) -> Iterator[tuple[QRectF, str]]:
    geometry, picture = scene.geometry, scene.picture
    first, last = geometry.ms(visible.top()), geometry.ms(visible.bottom())
    for index in picture.index.bands.touching(int(first), int(last) + 1):
        band = picture.bands[index]
        column = geometry.columns[band.lifeline]
        left, right = sorted((column.line, column.edge))
        top, bottom = geometry.y(band.from_ms), geometry.band_end(band.to_ms, band.to_moment)
        place = QRectF(left, top, right - left, max(1.0, bottom - top))
        if place.intersects(visible):
            yield place, _band_words(picture, band)


def _band_words(picture: SequencePicture, band: Band) -> str:
    host = host_name(picture.lifelines[band.lifeline].name)
    if band.to_moment > picture.last:
        since = translate("Canvas", "from {0} s on").format(seconds(band.from_ms))
        return f"{host}: {band.state}, {since}"
    return f"{host}: {band.state}, {seconds(band.from_ms)}–{seconds(band.to_ms)} s"


def _calls(scene: SequenceScene, visible: QRectF) -> Iterator[tuple[QRectF, str]]:
    geometry, picture = scene.geometry, scene.picture
    for tab in picture.tabs:
        y = geometry.y(tab.at_ms)
        if tab.text and visible.top() <= y <= visible.bottom():
            column = geometry.columns[tab.lifeline]
            left, right = sorted((column.edge, column.outer))
            place = QRectF(left, y - _THICK / 2, max(1.0, right - left), _THICK)
            yield place, tab_words(picture, tab)
