"""What keys, handles and menus do to what is picked on the canvas: a segment, a call, a cut."""

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QRectF, Signal

from tcplab.lab.arrows import Arrow
from tcplab.lab.edit_place import Place
from tcplab.lab.outages import Outage
from tcplab.lab.sequence_picture import Tab
from tcplab.lab.touch import (
    Befall,
    Drop,
    Part,
    Shift,
    Stretch,
    Wish,
    call_of,
    forgery_of,
)
from tcplab.sim.experiment import Experiment
from tcplab.ui.canvas.arrows import first_to_pick
from tcplab.ui.canvas.handles import Deed
from tcplab.ui.canvas.marks import Marked
from tcplab.ui.canvas.outages import place_of
from tcplab.ui.canvas.pointer import Target
from tcplab.ui.canvas.speech import outage_words, tab_words
from tcplab.ui.canvas.standing import call_of_moment
from tcplab.ui.look.spoken import announce

if TYPE_CHECKING:
    from tcplab.ui.canvas.widget import SequenceCanvas


class _Mark(NamedTuple):
    """A call or a cut by its place in the experiment, and whose it is."""

    part: Part
    at: int
    whose: tuple[str, ...]


class Acts(QObject):
    """The deeds of one canvas; each is asked for as a Wish, and whoever listens grants it.

    `call_opened` carries the place of a call whose arguments are wanted.
    """

    call_opened = Signal(int)

    def __init__(self, canvas: "SequenceCanvas") -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._mark: _Mark | None = None

    # what is picked

    @property
    def _index(self) -> int | None:
        """The segment that keys act on: the picked one, else the one pointed at."""
        view = self._canvas.view
        return view.hovered if view.picked is None else view.picked

    @property
    def marked(self) -> Tab | Outage | None:
        """The call or the cut that the keyboard has picked."""
        canvas, mark = self._canvas, self._mark
        if mark is None or canvas.run is None or _named(canvas.run.experiment, mark) != mark:
            return None
        return self.call(mark.at) if mark.part == "calls" else self.cut(mark.at)

    def call(self, at: int) -> Tab | None:
        """A call by its place in the experiment, where it is made first; None if it never is."""
        run, tabs = self._canvas.run, self._canvas.scene.picture.tabs
        return next((tab for tab in tabs if call_of(run, tab) == at), None)

    def cut(self, at: int) -> Outage | None:
        """A cut by its place in the experiment, if the run comes to it."""
        return next((one for one in self._canvas.scene.picture.outages if one.cut == at), None)

    def shown(self) -> Marked:
        """What is picked, where it stands."""
        canvas, one = self._canvas, self.marked
        if isinstance(one, Tab):
            visible = QRectF(canvas.corner, canvas.viewport().size())
            where = (one.lifeline, one.moment, canvas.view, visible)
            return Marked(call_of_moment(canvas.scene, *where))
        return Marked(outage=one)

    def let_go(self) -> None:
        """Neither a call nor a cut is picked."""
        if self._mark is not None:
            self._mark = None
            self._canvas.viewport().update()

    def pick_next(self, step: int = 1) -> bool:
        """Picks the next segment (or with -1 the one before); False after the last."""
        scene, view = self._canvas.scene, self._canvas.view
        if scene is None or not scene.picture.arrows:
            return False
        before = view.picked
        index = first_to_pick(scene.geometry, view) if before is None else before + step
        if not 0 <= index < len(scene.picture.arrows):
            self._canvas.pick(None)
            return False
        self._canvas.pick(index, by_key=True)
        return True

    def choose(self) -> None:
        """Goes to the moment of what is picked: a segment's arrival, or its sending if it never
        arrives; a call; the beginning of a cut."""
        canvas, marked = self._canvas, self.marked
        if (arrow := canvas.picked) is not None:
            arrives = arrow.ended_moment <= canvas.scene.picture.last
            canvas.moment_chosen.emit(arrow.ended_moment if arrives else arrow.sent_moment)
        elif isinstance(marked, Tab):
            canvas.moment_chosen.emit(marked.moment)
        elif marked is not None:
            self.choose_time(marked.from_ms)

    def choose_time(self, ms: int) -> None:
        """Goes to the last moment that is not after a time."""
        times = self._canvas.scene.picture.moment_times
        self._canvas.moment_chosen.emit(max(0, bisect_right(times, ms) - 1))

    def pick_at(self, under: Target) -> None:
        """Picks what is at a place, if it can be picked; else nothing."""
        canvas, at = self._canvas, None
        part: Part = "calls"
        if under.tab is not None:
            at = call_of(canvas.run, under.tab)
        elif under.outage is not None:
            part, at = "cuts", under.outage.cut
        canvas.pick(under.arrow)
        self._mark = None if at is None else _named(canvas.run.experiment, _Mark(part, at, ()))
        canvas.viewport().update()

    def pick_place(self, place: Place) -> None:
        """Picks what an edit is about and shows it, as if the keyboard had picked it."""
        canvas, experiment = self._canvas, self._canvas.run.experiment
        arrows = enumerate(canvas.scene.picture.arrows)
        if place.sent is not None:
            found = (at for at, one in arrows if (one.host, one.nth) == place.sent)
        elif place.part == "injections":
            forged = ((at, one.id) for at, one in arrows if one.injected)
            found = (at for at, it in forged if forgery_of(experiment, it) == place.at)
        else:
            found = iter(())
        canvas.pick(next(found, None), by_key=True)
        self._mark = None
        if place.part in ("calls", "cuts"):
            self._mark = _named(experiment, _Mark(place.part, place.at, ()))
            self._show()
        canvas.viewport().update()

    def next_call(self) -> None:
        """Picks the next call; after the last none."""
        self._pick("calls", [at for at, _ in self._tabs()])

    def next_cut(self) -> None:
        """Picks the next cut of a cable; after the last none."""
        outages = self._canvas.scene.picture.outages if self._canvas.scene is not None else ()
        self._pick("cuts", [one.cut for one in outages if one.cut is not None])

    def _tabs(self) -> list[tuple[int, Tab]]:
        """The calls that are made, each where it is made first."""
        canvas, found = self._canvas, {}
        for tab in canvas.scene.picture.tabs if canvas.scene is not None else ():
            at = call_of(canvas.run, tab)
            if at is not None:
                found.setdefault(at, tab)
        return list(found.items())

    def _pick(self, part: Part, places: list[int]) -> None:
        canvas, mark = self._canvas, self._mark
        canvas.pick(None)
        # What is picked may be where the run does not come any more.
        picked = mark is not None and mark.part == part and mark.at in places
        at = places.index(mark.at) if picked else -1
        self._mark = None
        if at + 1 < len(places):
            self._mark = _named(canvas.run.experiment, _Mark(part, places[at + 1], ()))
            self._show()
        canvas.viewport().update()

    def _show(self) -> None:
        canvas, one = self._canvas, self.marked
        picture, geometry = canvas.scene.picture, canvas.scene.geometry
        if isinstance(one, Tab):
            y = geometry.y(one.at_ms)
            canvas.show_stretch(y, y)
            announce(canvas, tab_words(picture, one))
        elif one is not None:
            top, bottom = place_of(geometry, one)
            canvas.show_stretch(top, min(bottom, top + canvas.viewport().height() / 2))
            announce(canvas, outage_words(picture, one))

    # deeds

    def ask(self, index: int | None, do: Deed | str, ms: int = 0) -> None:
        """Asks for a fate of an arrow (by index), or to edit or forget a forged one."""
        if index is None or (arrow := self._arrow(index)) is None:
            return
        if arrow.injected:
            self._ask_forged(arrow, do, ms)
        elif arrow.nth is not None and do != "edit":
            made = arrow.copy and "duplicate" in arrow.fates
            self._ask(Befall(arrow.host, arrow.nth, _of_copy(do) if made else do, ms))

    def _ask_forged(self, arrow: Arrow, do: Deed | str, ms: int) -> None:
        at = forgery_of(self._canvas.run.experiment, arrow.id)
        if at is None:
            return
        if do == "edit":
            self._canvas.forgery_opened.emit(at)
        elif do in ("lose", "clear"):
            self._ask(Drop("injections", at))
        elif do == "delay":
            self._ask(Shift("injections", at, ms))

    def lose(self) -> None:
        """Lost, or no longer."""
        self.ask(self._index, "lose")

    def duplicate(self) -> None:
        """Twice, or once."""
        self.ask(self._index, "duplicate")

    def edit(self) -> None:
        """The fields of a forged segment, or the arguments of a call."""
        mark = self._mark
        if mark is None:
            self.ask(self._index, "edit")
        elif self.marked is not None and mark.part == "calls":
            self.call_opened.emit(mark.at)

    def clear(self) -> None:
        """Nothing befalls the segment any more; a call, a cut or what is forged is gone."""
        mark = self._mark
        if mark is None:
            self.ask(self._index, "clear")
        elif self.marked is not None:
            self.let_go()
            self._ask(Drop(mark.part, mark.at))

    def shift(self, ms: int) -> None:
        """So much later than now; a segment never earlier than the network delivers it."""
        mark = self._mark
        if self.marked is not None and mark is not None:
            self._ask(Shift(mark.part, mark.at, ms))
        elif (index := self._index) is not None and (arrow := self._arrow(index)) is not None:
            self.ask(index, "delay", ms if arrow.injected else max(0, arrow.delayed + ms))

    def stretch(self, ms: int) -> None:
        """The picked cut ends so much later than now, but after its beginning."""
        mark = self._mark
        if self.marked is not None and mark is not None and mark.part == "cuts":
            self._ask(Stretch(mark.at, ms))

    def drop(self, under: Target) -> None:
        """The call or the cut at a place is gone."""
        run = self._canvas.run
        if under.tab is not None and (at := call_of(run, under.tab)) is not None:
            self._ask(Drop("calls", at))
        elif under.outage is not None and under.outage.cut is not None:
            self._ask(Drop("cuts", under.outage.cut))

    def _arrow(self, index: int) -> Arrow | None:
        scene = self._canvas.scene
        return None if scene is None else scene.picture.arrows[index]

    def _ask(self, wish: Wish) -> None:
        if not self._canvas.hand.holding:  # one edit after the other
            self._canvas.edit_asked.emit(wish)


def _of_copy(do: str) -> str:
    """What a deed means for a copy that is made by hand: to lose it is not to make it."""
    return {"lose": "duplicate", "delay": "copy"}.get(do, do)


def _named(experiment: Experiment, mark: _Mark) -> _Mark | None:
    """The mark on what stands at its place now; None if nothing does."""
    items = experiment.calls if mark.part == "calls" else experiment.cuts
    if mark.at >= len(items):
        return None
    item = items[mark.at]
    return mark._replace(whose=(item.host, getattr(item, "do", "")))
