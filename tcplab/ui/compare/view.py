"""A comparison as a widget: two canvases around one axis, their names above, the results below."""

from collections.abc import Iterator
from typing import NamedTuple

from msgspec.structs import replace
from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QStyle, QToolTip, QWidget

from tcplab.files.wording import read_words
from tcplab.lab.comparison_story import comparison_story
from tcplab.lab.sequence_picture import SequencePicture
from tcplab.lab.touch import Wish
from tcplab.ui.canvas.frame import Layer
from tcplab.ui.canvas.geometry import natural_height, natural_scale
from tcplab.ui.canvas.look import View
from tcplab.ui.canvas.scene import SequenceScene
from tcplab.ui.canvas.sizes import Sizes, sizes_for
from tcplab.ui.canvas.wanted import Beside
from tcplab.ui.canvas.widget import SequenceCanvas
from tcplab.ui.compare.comparing import Comparing
from tcplab.ui.compare.foreground import common, difference, height_of_difference, marks
from tcplab.ui.compare.heading import Heading, heading_height
from tcplab.ui.compare.menu import CompareMenu
from tcplab.ui.compare.results import ResultsStrip
from tcplab.ui.look.scaling import letters, line
from tcplab.ui.look.theme import Theme
from tcplab.ui.pictures import sequence_among
from tcplab.ui.session import Session
from tcplab.ui.settings import Settings
from tcplab.ui.touching import Touching

AXIS = 96
_RESULTS, _LOW_RESULTS = 176, 132
_LOW, _NARROW = 640, 560
"""Of the whole, and of a canvas: in less the results give way, or what stands beside the bands."""


class _Shared(NamedTuple):
    """What both canvases are laid out by: left and right."""

    beside: tuple[Beside, Beside]
    widths: tuple[int, int]


class CompareView(QWidget):
    """The run in view can be edited here as on its own; both are scrolled and zoomed together."""

    def __init__(
        self, comparing: Comparing, session: Session, settings: Settings, menu: CompareMenu,
        theme: Theme,
    ) -> None:  # fmt: skip
        super().__init__()
        self._comparing = comparing
        self._session = session
        self._settings = settings
        self._zoom, self._scale = 1.0, 1.0
        self.heading = Heading(menu)
        self.heading.closed.connect(comparing.leave)
        self.own, self.beside = SequenceCanvas(theme), SequenceCanvas(theme)
        self.results = ResultsStrip()
        for part in (self.heading, self.own, self.beside, self.results):
            part.setParent(self)
        self.touching = Touching(session, self.own, settings, theme)
        self.beside.edit_asked.connect(self._edit_beside)
        for one, other in ((self.own, self.beside), (self.beside, self.own)):
            one.verticalScrollBar().valueChanged.connect(other.verticalScrollBar().setValue)
            one.zoomed.connect(self._zoomed)
            one.moment_chosen.connect(lambda moment, canvas=one: self._choose(canvas, moment))
            one.exposed.foreground = self._seen_over
        comparing.moved.connect(self._show_tick)
        self.set_theme(theme)

    @property
    def canvases(self) -> tuple[SequenceCanvas, SequenceCanvas]:
        """Left and right."""
        sides = self._comparing.sides
        swapped = sides is not None and sides[1].in_view
        return (self.beside, self.own) if swapped else (self.own, self.beside)

    # what is compared

    def show_comparison(self) -> None:
        """Other runs, or another size: everything anew; or nothing any more."""
        if not self._comparing.on:
            for canvas in self.canvases:
                canvas.forget()
            return
        sides = self._comparing.sides
        self.heading.show_sides(tuple((side.letter, side.name) for side in sides))
        self._place()
        self._show_tick()
        self._tell()

    def _tell(self) -> None:
        of, sides, language = self._comparing.comparison, self._comparing.sides, self._language
        names = (sides[0].letter, sides[1].letter)
        changed = 0 if self._comparing.other.kind == "opened" else 1
        told = comparison_story(of, names, read_words(language), language, changed)
        named = tuple((side.letter, side.name) for side in sides)
        self.results.show_results(told, of.results, named, names[changed])

    @property
    def _language(self) -> str:
        return self._settings.language

    def _show_tick(self) -> None:
        if not self._comparing.on:
            return
        tick = self._comparing.tick
        for canvas, moment in zip(self.canvases, (tick.a, tick.b), strict=True):
            canvas.show_cursor(moment, animate=True, ms=tick.at_ms)

    def _place(self) -> None:
        """The parts in their places, and the map of time that both canvases share."""
        width, height = self.width(), self.height()
        low = line(_LOW_RESULTS if height < _LOW else _RESULTS, 3)
        top, axis = heading_height(), round(letters(AXIS))
        self.heading.setGeometry(0, 0, width, top)
        self.results.setGeometry(0, height - low, width, low)
        tall = height - low - top
        if not self._comparing.on or tall <= 0:
            return
        shared = self._share(width, tall)
        x = 0
        for canvas, beside, wide, side in zip(
            self.canvases, shared.beside, shared.widths, self._comparing.sides, strict=True
        ):
            canvas.setProperty("called", f"{side.letter}: {side.name}")
            canvas.set_beside(beside)
            canvas.setGeometry(x, top, wide, tall)
            canvas.show_run(side.run)
            canvas.exposed.renew()  # what is in common may be another part now
            x += wide
        self.heading.set_middle(shared.widths[0] + axis)
        self.setTabOrder(*self.canvases)

    def _share(self, width: int, height: int) -> _Shared:
        runs = self._comparing.runs
        pictures = [sequence_among(side.run, runs) for side in self._comparing.sides]
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self.own)
        shared = self._shared(pictures, width, height, 0)
        natural = (
            natural_height(picture, beside.sizes, beside.scale * self._zoom)
            for picture, beside in zip(pictures, shared.beside, strict=True)
        )
        return shared if max(natural) <= height else self._shared(pictures, width, height, bar)

    def _shared(
        self, pictures: list[SequencePicture], width: int, height: int, bar: int
    ) -> _Shared:
        """With room for a `bar` at the right."""
        half = (width - round(letters(AXIS)) - bar) // 2
        widths = (half, width - half)
        sizes = _sizes(half)
        if not self.own.hand.holding:  # while something is dragged, nothing grows or shrinks
            natural = (natural_scale(picture, sizes[0], half, height) for picture in pictures)
            self._scale = min(natural)
        besides = (
            Beside(self._comparing.runs, self._scale, sizes[0], False),
            Beside(self._comparing.runs, self._scale, sizes[1], True),
        )
        return _Shared(besides, widths)

    # what is painted over the canvases

    def _seen_over(self, scene: SequenceScene, view: View, visible: QRectF) -> Iterator[Layer]:
        canvases = self.canvases
        scenes = (canvases[0].scene, canvases[1].scene)
        of = self._comparing.comparison
        if of is None or scenes[0] is None or scenes[1] is None or of.same:
            return
        yield common(scene, view, visible, marks(of).common_ms)
        y = height_of_difference(of, scenes)
        axis = scenes[1].geometry.gutter + 2 + (0 if scene is scenes[1] else canvases[0].width())
        yield difference(scene, view, visible, y, axis)

    # what is done with them

    def _choose(self, canvas: SequenceCanvas, moment: int) -> None:
        self._comparing.go_to_moment(self.canvases.index(canvas), moment)

    def _edit_beside(self, wish: Wish) -> None:
        """A branch comes into view to be edited; nothing else can be."""
        other = self._comparing.other
        if other is not None and other.kind == "branch":
            self._session.switch(other.number)
            self.touching.grant(wish)
        else:
            words = self.tr("This run is only there to compare with.")
            QToolTip.showText(self.cursor().pos(), words, self.beside)

    def _zoomed(self, zoom: float) -> None:
        self._zoom = zoom
        for canvas in self.canvases:
            if canvas is not self.sender():
                canvas.zoom.follow(zoom)
        self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._comparing.leave()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def set_theme(self, theme: Theme) -> None:
        """Draws in other colours."""
        self.heading.set_theme(theme)
        self.touching.set_theme(theme)
        for canvas in (self.own, self.beside):
            canvas.set_theme(theme)

    def set_relative(self, relative: bool) -> None:
        """Sequence numbers counted from each ISS, or as they are."""
        for canvas in (self.own, self.beside):
            canvas.set_relative(relative)

    def set_reduced_motion(self, reduced: bool) -> None:
        """Nothing moves by itself any more."""
        for canvas in (self.own, self.beside):
            canvas.set_reduced_motion(reduced)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            if self.isHidden():
                self.results.forget()  # another comparison will be told
            else:
                self.show_comparison()
        super().changeEvent(event)


def _sizes(half: int) -> tuple[Sizes, Sizes]:
    """The left canvas has no times of its own; where it is narrow, calls and timers stand in the
    bands of both."""
    sizes = sizes_for(half, None)
    if half < letters(_NARROW):
        sizes = replace(sizes, outer_left=8, outer_right=8, inside=True)
    return replace(sizes, gutter=0, beside=True), replace(sizes, gutter=letters(AXIS))
