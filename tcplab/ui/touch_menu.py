"""The menu of a right click, or of the Menu key: the same as hands can do, each with its key."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMenu, QWidget

from tcplab.lab.arrows import Arrow
from tcplab.lab.calls_picture import HOSTS, moment_at, offered
from tcplab.lab.touch import forgery_of
from tcplab.sim.experiment import DEEDS
from tcplab.ui.canvas.keys import DELAY_STEP
from tcplab.ui.canvas.pointer import Target
from tcplab.ui.canvas.words import host_name, seconds
from tcplab.ui.look.theme import dress_alone
from tcplab.ui.panels.offers import offer_words

translate = QCoreApplication.translate
Do = Callable[[], object]


class TouchMenu(QMenu):
    """What can be done at one place of the canvas; `hands` do it (a Touching)."""

    def __init__(self, hands, under: Target, parent: QWidget) -> None:
        super().__init__(parent)
        dress_alone(self, hands.theme)
        self._hands = hands
        self._act = hands.canvas.act
        self.setToolTipsVisible(True)
        if under.arrow is not None:
            self._of_arrow(under.arrow)
        elif under.tab is not None:
            self._of_call()
        elif under.outage is not None:
            self._of_cut()
        else:
            self._of_place(under)

    def _add(
        self, text: str, do: Do, key: str = "", *, enabled: bool = True, menu: QMenu | None = None
    ) -> None:
        action = (menu or self).addAction(f"{text}\t{key}" if key else text)
        action.setEnabled(enabled)
        action.triggered.connect(lambda _checked=False: do())

    def _of_arrow(self, index: int) -> None:
        arrow, act = self._hands.canvas.scene.picture.arrows[index], self._act
        if arrow.injected:
            self._of_forged(arrow)
        else:
            self._of_sent(arrow)
        self.addSeparator()
        self._add(translate("TouchMenu", "Go to its arrival"), act.choose, "⏎")

    def _of_sent(self, arrow: Arrow) -> None:
        act, lost, twice = self._act, "lose" in arrow.fates, "duplicate" in arrow.fates
        back, lose = translate("TouchMenu", "Bring it back"), translate("TouchMenu", "Lose it")
        if not (arrow.copy and twice):
            self._add(back if lost else lose, act.lose, "L", enabled=arrow.lost in (None, "fate"))
        once, copy = translate("TouchMenu", "Only once"), translate("TouchMenu", "Duplicate it")
        self._add(once if twice else copy, act.duplicate, "D")
        self._shifts(earlier=bool(arrow.delayed), later=not arrow.lost)
        as_it_is = translate("TouchMenu", "As the network delivers it")
        self._add(as_it_is, act.clear, "Del", enabled=bool(arrow.fates))

    def _of_forged(self, arrow: Arrow) -> None:
        experiment = self._hands.canvas.run.experiment
        at = forgery_of(experiment, arrow.id)
        times = 1 if at is None else experiment.injections[at].times
        self._add(translate("TouchMenu", "Edit its fields…"), self._act.edit, "E")
        self._shifts()
        one, more = translate("TouchMenu", "Remove it"), translate("TouchMenu", "Remove all {0}")
        self._add(one if times == 1 else more.format(times), self._act.clear, "Del")

    def _of_call(self) -> None:
        self._add(translate("TouchMenu", "Edit its arguments…"), self._act.edit, "E")
        self._shifts()
        self._add(translate("TouchMenu", "Take this call away"), self._act.clear, "Del")
        self.addSeparator()
        self._add(translate("TouchMenu", "Go to this call"), self._act.choose, "⏎")

    def _of_cut(self) -> None:
        act = self._act
        self._shifts()
        words = translate("TouchMenu", "{0} ms shorter").format(DELAY_STEP)
        self._add(words, lambda: act.stretch(-DELAY_STEP), "{")
        words = translate("TouchMenu", "{0} ms longer").format(DELAY_STEP)
        self._add(words, lambda: act.stretch(DELAY_STEP), "}")
        self._add(translate("TouchMenu", "Mend the cable"), self._act.clear, "Del")
        self.addSeparator()
        self._add(translate("TouchMenu", "Go to its beginning"), self._act.choose, "⏎")

    def _shifts(self, *, earlier: bool = True, later: bool = True) -> None:
        words = translate("TouchMenu", "{0} ms earlier").format(DELAY_STEP)
        self._add(words, lambda: self._act.shift(-DELAY_STEP), "[", enabled=earlier)
        words = translate("TouchMenu", "{0} ms later").format(DELAY_STEP)
        self._add(words, lambda: self._act.shift(DELAY_STEP), "]", enabled=later)

    def _of_place(self, under: Target) -> None:
        """Beside a host its own deeds, between them everybody's."""
        hands, ms = self._hands, self._hands.time_of(under)
        lifelines = hands.canvas.scene.picture.lifelines
        beside = under.outer is not None or under.cable is not None or under.band is not None
        title = self.addAction(f"{seconds(ms)} s")
        title.setEnabled(False)
        if beside:
            self._of_host(self, lifelines[under.host].name, ms)
        else:
            for one in lifelines[:HOSTS]:
                self._of_host(self.addMenu(host_name(one.name)), one.name, ms)
        self.addSeparator()
        self._add(translate("TouchMenu", "Go to this moment"), lambda: self._act.choose_time(ms))

    def _of_host(self, menu: QMenu, host: str, ms: int) -> None:
        hands, name = self._hands, host_name(host)
        menu.setToolTipsVisible(True)
        words = translate("TouchMenu", "Forge a segment to {0}").format(name)
        self._add(words, lambda: hands.forge(host, ms), menu=menu)
        words = translate("TouchMenu", "Cut the cable of {0} for 1 s").format(name)
        self._add(words, lambda: hands.cut(host, ms), menu=menu)
        menu.addSeparator()
        run = hands.session.run
        for do in DEEDS:
            offer = offered(run, moment_at(run, ms), host, do)
            if offer is None:
                continue
            call = offer.call.with_time(ms)
            action = menu.addAction(f"{do}()")
            action.setEnabled(offer.refusal is None)
            action.setToolTip(offer_words(offer))
            action.triggered.connect(lambda _checked=False, call=call: hands.call(call))
