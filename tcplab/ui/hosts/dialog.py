"""The dialog of a host's choices: each is an edit of its own, at once."""

from collections.abc import Iterator

from PySide6.QtCore import QEvent
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from tcplab.files.wording import read_sentences, read_words
from tcplab.lab.host_options import Value, limits, usual, with_choice, without_choices
from tcplab.sim.sentences import Unfit
from tcplab.ui.host_names import shown_name
from tcplab.ui.hosts.fields import AnswerField, NumberField
from tcplab.ui.hosts.words import GROUPS, named, translate, unit_of
from tcplab.ui.look.scaling import letters
from tcplab.ui.panels.padded_scroll import BAR, PaddedScroll
from tcplab.ui.session import Session
from tcplab.ui.settings import Settings
from tcplab.ui.unhurried import Unhurried, polish

_WIDTH, _HEIGHT, _LEFT_GROUPS = 870, 650, 3
_FIELD, _APART = 150, 8

Field = NumberField | AnswerField
Fields = dict[str, Field]


class HostDialog(QDialog):
    """Shows one host of the session's experiment; the window behind it shows what comes of it."""

    def __init__(self, session: Session, settings: Settings, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._settings = settings
        self._at = 0
        self._body: QWidget | None = None
        self._unhurried = Unhurried(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.resize(round(letters(_WIDTH)), round(letters(_HEIGHT)))
        self.resize(self.size().boundedTo(parent.window().size()))
        session.document_changed.connect(self._show)

    def open_at(self, at: int) -> None:
        """Comes to the front with a host, by its place in the experiment, when all is there."""
        self._at = at
        if not self._unhurried.busy:
            self._unhurried.begin(self._opening())

    def _opening(self) -> Iterator[None]:
        if self._body is None:
            yield from self._built()
        self._show(self._at)
        yield
        self.show()
        self.raise_()
        self.activateWindow()
        self.host.setFocus()

    def _built(self) -> Iterator[None]:
        """Everything in the language of the interface, in the place of what there was."""
        host, hint, page, fields = QComboBox(), QLabel(), QWidget(), {}
        host.activated.connect(lambda _: self._show())
        host.setAccessibleName(translate("Hosts", "Host"))
        hint.setProperty("kind", "loss")
        hint.setWordWrap(True)
        halves = QHBoxLayout(page)
        halves.setContentsMargins(0, 0, BAR + _APART, 0)
        halves.setSpacing(32)
        body = QWidget(self)
        body.hide()
        column = QVBoxLayout(body)
        column.setSpacing(12)
        for part in (host, PaddedScroll(page), hint, self._buttons()):
            column.addWidget(part)
        groups = list(GROUPS.items())
        for half in (groups[:_LEFT_GROUPS], groups[_LEFT_GROUPS:]):
            yield from self._half(halves, half, fields)
        self.setWindowTitle(translate("Hosts", "Host options"))
        self.host, self.hint, self.fields = host, hint, fields
        self._clear()
        self._body = body
        self.layout().addWidget(body)
        body.show()

    def _clear(self) -> None:
        body, self._body = self._body, None
        if body is not None:
            self.layout().removeWidget(body)
            body.hide()
            body.deleteLater()

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        all_back = buttons.addButton(
            translate("Hosts", "All as the stack has it"), QDialogButtonBox.ButtonRole.ResetRole
        )
        all_back.clicked.connect(self._back_to_stack)
        buttons.rejected.connect(self.reject)
        for button in buttons.buttons():  # Enter ends what is typed, and no more
            button.setAutoDefault(False)
        return buttons

    def _half(
        self, halves: QHBoxLayout, groups: list[tuple[str, tuple[str, ...]]], fields: Fields
    ) -> Iterator[None]:
        grid = QGridLayout()
        halves.addLayout(grid, 1)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        for name, choices in groups:
            head = QLabel(named(name))
            head.setProperty("kind", "head")
            if grid.rowCount() > 1:
                grid.setRowMinimumHeight(grid.rowCount(), 10)
            grid.addWidget(head, grid.rowCount(), 0, 1, 3)
            for key in choices:
                fields[key] = self._add(grid, grid.rowCount(), key)
                yield
        grid.setRowStretch(grid.rowCount(), 1)

    def _add(self, grid: QGridLayout, row: int, key: str) -> Field:
        field, unit = self._field(key), unit_of(key)
        words = read_words(self._settings.language)[f"choice/{key}"]
        bounds, label = limits(key), QLabel(words.title)
        label.setBuddy(field)
        label.setWordWrap(True)
        file = f"{key}: {bounds[0]}–{bounds[1]} {unit}" if bounds else key
        for part in (label, field):
            part.setToolTip(f"<p>{words.text}</p><p>{file.strip()}</p>")
        field.setAccessibleName(f"{words.title} {unit}".strip())
        field.setAccessibleDescription(words.text)
        field.setFixedWidth(round(letters(_FIELD)))
        field.entered.connect(lambda value: self._choose(key, value))
        for place, part in enumerate((label, field, QLabel(unit))):
            grid.addWidget(part, row, place)
            polish(part)
        return field

    def _field(self, key: str) -> Field:
        bounds = limits(key)
        if bounds is None:
            return AnswerField(
                [(True, translate("Hosts", "yes")), (False, translate("Hosts", "no"))]
            )
        if key == "window_scale":
            shifts = [(shift, str(shift)) for shift in range(bounds[0], bounds[1] + 1)]
            return AnswerField([(False, translate("Hosts", "none")), *shifts])
        field = NumberField(*bounds)
        words = translate("Hosts", "Right are {0} to {1}, or nothing: then the stack chooses.")
        field.refused.connect(lambda: self.hint.setText(words.format(*bounds)))
        return field

    # what the session shows

    def _show(self, at: int | None = None) -> None:
        if self._body is None:
            return
        experiment = self._session.experiment
        at = self.host.currentIndex() if at is None else at
        at = max(0, min(at, len(experiment.hosts) - 1))
        self.host.clear()
        self.host.addItems([shown_name(one.name) for one in experiment.hosts])
        self.host.setCurrentIndex(at)
        self.hint.clear()
        for key, field in self.fields.items():
            value = getattr(experiment.hosts[at], key)
            natural = usual(experiment, at, key)
            field.show_value(None if key == "reads" and value else value, natural)

    # gestures

    def _choose(self, key: str, value: Value) -> None:
        session = self._session
        try:
            edited = with_choice(session.experiment, self.host.currentIndex(), key, value)
        except Unfit as problem:
            self._show()
            self.hint.setText(problem.sentence.told(read_sentences(self._settings.language)))
        else:
            session.edit(edited)

    def _back_to_stack(self) -> None:
        session = self._session
        session.edit(without_choices(session.experiment, self.host.currentIndex()))

    def hideEvent(self, event: QHideEvent) -> None:
        """What nobody sees is not dressed again with every new look."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._clear()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange and self._body is not None:
            self._unhurried.begin(self._retold())
        super().changeEvent(event)

    def _retold(self) -> Iterator[None]:
        at = self.host.currentIndex()
        yield from self._built()
        self._show(at)
