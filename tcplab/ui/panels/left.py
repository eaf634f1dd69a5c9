"""The left side: the experiment panel, and what its gestures do to the session."""

from msgspec.structs import replace
from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tcplab.files.lessons import lesson_list, own_list
from tcplab.files.wording import read_words
from tcplab.lab.calls_picture import CallsPicture, calls_picture, moment_of_call, with_call
from tcplab.lab.closing import Closing, rewritten
from tcplab.lab.edit_place import place_of
from tcplab.lab.edits_picture import Edit, edits_picture
from tcplab.lab.experiment_picture import closing_picture, stack_picture
from tcplab.lab.lessons_picture import lessons_picture
from tcplab.lab.renaming import renamed
from tcplab.sim.experiment import Call, Experiment, StackName
from tcplab.sim.run import Moment
from tcplab.ui.look.theme import Theme
from tcplab.ui.panels.experiment import ExperimentPanel
from tcplab.ui.session import Session
from tcplab.ui.settings import Settings


class LeftPanel(QWidget):
    """`lesson_chosen` carries a lesson's id and the index of its variant, `place_asked` where an
    edit shows, as a Place, `options_asked` the place of a host whose options are wanted; the rest
    it does itself.

    It marks a lesson as done once its last moment has been seen.
    """

    lesson_chosen = Signal(str, int)
    place_asked = Signal(object)
    options_asked = Signal(int)

    def __init__(self, session: Session, settings: Settings) -> None:
        super().__init__()
        self._session = session
        self._settings = settings
        self._groups = self._coming_along = lesson_list()
        self._told: tuple[Moment | None, Experiment | None] = (None, None)
        self._calls_told = CallsPicture((), True)
        QTimer.singleShot(0, self, self.look_for_own)  # the first frame does not show them
        self.setProperty("surface", "panel")
        self.setProperty("rule", "right")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.panel = ExperimentPanel()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 1, 0)
        column.addWidget(self.panel)
        self.setFocusProxy(self.panel.lessons)
        self._connect()

    def _connect(self) -> None:
        session, panel = self._session, self.panel
        session.moment_changed.connect(self._show_moment)
        session.document_changed.connect(self._show_document)
        panel.lessons.lesson_chosen.connect(self.lesson_chosen)
        panel.closing.closing_chosen.connect(self._close_so)
        panel.network.network_edited.connect(lambda network: self._edit(network=network))
        panel.network.horizon_edited.connect(lambda ms: self._edit(horizon_ms=ms))
        panel.edits.taken_back.connect(session.edit)
        panel.edits.place_asked.connect(self._ask_place)
        panel.network.gesture_began.connect(session.begin_gesture)
        panel.network.gesture_ended.connect(session.end_gesture)
        panel.stack.stack_chosen.connect(self._choose_stack)
        panel.stack.options_asked.connect(self.options_asked)
        for section in panel.calls:
            section.call_made.connect(self._make_call)
            section.host_renamed.connect(self._rename)

    def look_for_own(self) -> None:
        """The user's own lessons stand behind those that come along."""
        self._groups = (*self._coming_along, *own_list())
        self._show_lessons()

    @property
    def listed(self) -> list[str]:
        """The lessons in the list, by their ids."""
        return [one.id for _, lessons in self._groups for one in lessons]

    # what the session shows

    def _show_moment(self) -> None:
        session = self._session
        self.panel.show_calls(self._calls())
        lesson = session.lesson
        at_end = session.cursor == session.last > 0 and not session.changed
        if lesson is not None and at_end and lesson.id not in self._settings.done:
            self._settings.done = self._settings.done | {lesson.id}
            self._show_lessons()

    def _calls(self) -> CallsPicture:
        """What can be called; what befalls later segments leaves it as it was."""
        session, moment = self._session, self._session.moment
        given = replace(session.run.experiment, fates=())
        if moment is not self._told[0] or given != self._told[1]:
            self._told = (moment, given)
            self._calls_told = calls_picture(session.run, session.cursor)
        return self._calls_told

    def _show_document(self) -> None:
        session = self._session
        self.panel.show_settings(
            closing_picture(session.experiment),
            session.experiment,
            stack_picture(session.experiment),
        )
        self._show_edits()
        self._show_lessons()

    def _show_edits(self) -> None:
        session, language = self._session, self._settings.language
        words = read_words(language)
        self.panel.show_edits(
            edits_picture(session.original, session.run, words, language, session.experiment)
        )

    def _show_lessons(self) -> None:
        session, lesson = self._session, self._session.lesson
        variants = () if lesson is None else lesson.variants
        opened = [at for at, one in enumerate(variants) if one.experiment == session.original]
        self.panel.lessons.show_picture(
            lessons_picture(
                self._groups,
                self._settings.language,
                self._settings.done,
                lesson,
                opened[0] if opened else 0,
            )
        )

    def set_theme(self, theme: Theme) -> None:
        """Draws everything in the theme's colours."""
        self.panel.set_theme(theme)
        self._show_moment()
        self._show_document()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._show_document()
        super().changeEvent(event)

    # what gestures do

    def _ask_place(self, edit: Edit) -> None:
        session = self._session
        if session.run.experiment == session.experiment:  # else it is still being computed
            place = place_of(edit, session.run)
            if place is not None:
                self.place_asked.emit(place)

    def _edit(self, **changes: object) -> None:
        self._session.edit(replace(self._session.experiment, **changes))

    def _close_so(self, closing: Closing) -> None:
        session = self._session
        session.edit(rewritten(session.experiment, closing, session.run))

    def _choose_stack(self, stack: StackName, host: str | None) -> None:
        hosts = self._session.experiment.hosts
        self._edit(
            hosts=tuple(
                replace(one, stack=stack) if host in (None, one.name) else one for one in hosts
            )
        )

    def _make_call(self, call: Call) -> None:
        session = self._session
        experiment = with_call(session.experiment, call, session.run, session.cursor)
        session.edit(experiment)
        if not session.busy:
            moment = moment_of_call(session.run, len(experiment.calls) - 1)
            session.go(session.cursor if moment is None else moment)

    def _rename(self, old: str, new: str) -> None:
        self._session.edit(renamed(self._session.experiment, old, new))
