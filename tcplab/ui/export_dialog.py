"""What a run is to become, and how: the kind of file and what can be chosen of it."""

from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from tcplab.files.exports import ANIMATIONS, CHOICES, Manner
from tcplab.ui.canvas.words import host_name
from tcplab.ui.look.scaling import fit
from tcplab.ui.session import Session

_KINDS = {
    ".png": (
        QT_TRANSLATE_NOOP("ExportDialog", "Picture (*.png)"),
        QT_TRANSLATE_NOOP("ExportDialog", "For documents and slides of any kind."),
    ),
    ".svg": (
        QT_TRANSLATE_NOOP("ExportDialog", "Drawing (*.svg)"),
        QT_TRANSLATE_NOOP("ExportDialog", "Sharp at any size, its text can be searched."),
    ),
    ".pdf": (
        QT_TRANSLATE_NOOP("ExportDialog", "PDF (*.pdf)"),
        QT_TRANSLATE_NOOP("ExportDialog", "Sharp at any size, on as many pages as it takes."),
    ),
    ".gif": (
        QT_TRANSLATE_NOOP("ExportDialog", "Animation (*.gif)"),
        QT_TRANSLATE_NOOP("ExportDialog", "Plays wherever there are pictures."),
    ),
    ".webp": (
        QT_TRANSLATE_NOOP("ExportDialog", "Animation (*.webp)"),
        QT_TRANSLATE_NOOP("ExportDialog", "Smaller than a GIF; plays in every browser."),
    ),
    ".txt": (
        QT_TRANSLATE_NOOP("ExportDialog", "Ladder in text (*.txt)"),
        QT_TRANSLATE_NOOP("ExportDialog", "Every step with its reason, for any editor."),
    ),
    ".mmd": (
        QT_TRANSLATE_NOOP("ExportDialog", "Mermaid (*.mmd)"),
        QT_TRANSLATE_NOOP("ExportDialog", "For notes and web pages that draw sequence diagrams."),
    ),
    ".jsonl": (
        QT_TRANSLATE_NOOP("ExportDialog", "Events (*.jsonl)"),
        QT_TRANSLATE_NOOP("ExportDialog", "One JSON object a line, for programs."),
    ),
    ".pcapng": (
        QT_TRANSLATE_NOOP("ExportDialog", "Capture (*.pcapng)"),
        QT_TRANSLATE_NOOP("ExportDialog", "What one host sent and received, for Wireshark."),
    ),
}
_THEMES = {
    "light": QT_TRANSLATE_NOOP("ExportDialog", "Light"),
    "dark": QT_TRANSLATE_NOOP("ExportDialog", "Dark"),
    "present": QT_TRANSLATE_NOOP("ExportDialog", "For an audience"),
}
_SCALES = (1.0, 2.0, 3.0, 4.0)
_SIZES = ((640, 480), (960, 720), (1_280, 720), (1_280, 960), (1_920, 1_080))
_SPEEDS = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0)
_WIDTH = 420


def _words(source: str) -> str:
    return QCoreApplication.translate("ExportDialog", source)


def name_filter(ending: str) -> str:
    """The kind of a file as a file dialog lists it."""
    return _words(_KINDS[ending][0])


class _Choice(QComboBox):
    """One of several values, each in words."""

    def __init__(self, words: dict[Any, str], chosen: Any) -> None:
        super().__init__()
        self._values = list(words)
        self.addItems(list(words.values()))
        self.choose(chosen)

    @property
    def value(self) -> Any:
        """What is chosen."""
        return self._values[self.currentIndex()]

    def choose(self, value: Any) -> None:
        """Shows this value, or the first one if it is none of them."""
        self.setCurrentIndex(self._values.index(value) if value in self._values else 0)


class ExportDialog(QDialog):
    """Begins with the kind and the manner that were chosen last; only what matters is shown."""

    def __init__(self, session: Session, ending: str, manner: Manner, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Export"))
        self._cursor, self._scale = session.cursor, manner.scale
        self.kind = _Choice({one: _words(words) for one, (words, _) in _KINDS.items()}, ending)
        self.about = QLabel()
        self.about.setProperty("kind", "hint")
        self.scale = _Choice({one: f"{one:g}×" for one in _SCALES}, manner.scale)
        self.area = _Choice({one: "{} × {}".format(*one) for one in _SIZES}, manner.size)
        self.speed = _Choice({one: f"{one:g}×" for one in _SPEEDS}, manner.speed)
        self.theme = _Choice({one: _words(word) for one, word in _THEMES.items()}, manner.theme)
        hosts = [host.name for host in session.experiment.hosts]
        self.capture = _Choice({name: host_name(name) for name in hosts}, manner.capture)
        self.until = QCheckBox(self.tr("Only up to the present step"))
        self.until.setChecked(manner.cursor is not None)
        self._rows: dict[str, QWidget] = {
            "theme": self.theme, "scale": self.scale, "size": self.area, "speed": self.speed,
            "capture": self.capture, "at": self.until,
        }  # fmt: skip
        self._lay_out()
        self.scale.activated.connect(self._choose_scale)
        self.kind.currentIndexChanged.connect(self._show_kind)
        self._show_kind()

    def _lay_out(self) -> None:
        names = {
            "theme": self.tr("Colours"), "scale": self.tr("Scale"), "size": self.tr("Size"),
            "speed": self.tr("Speed"), "capture": self.tr("Captured at"), "at": "",
        }  # fmt: skip
        self._form = QFormLayout()
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._form.setVerticalSpacing(8)
        self._form.addRow(self.tr("Kind"), self.kind)
        self._form.addRow("", self.about)
        for name, field in self._rows.items():
            self._form.addRow(names[name], field)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.go_on = buttons.addButton(self.tr("Export…"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.go_on.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(16)
        column.addLayout(self._form)
        column.addStretch(1)
        column.addWidget(buttons)
        fit(self, "setMinimumWidth", _WIDTH)
        self.setFixedHeight(self.sizeHint().height())  # with all the rows that there are

    def _show_kind(self) -> None:
        ending = self.ending
        self.about.setText(_words(_KINDS[ending][1]))
        for name, field in self._rows.items():
            self._form.setRowVisible(field, ending in CHOICES[name])
        if self._scale is None:
            self.scale.choose(1.0 if ending in ANIMATIONS else 2.0)

    def _choose_scale(self) -> None:
        self._scale = self.scale.value

    @property
    def ending(self) -> str:
        """What the file's name is to end with."""
        return self.kind.value

    @property
    def manner(self) -> Manner:
        """All that was chosen."""
        return Manner(
            cursor=self._cursor if self.until.isChecked() else None,
            theme=self.theme.value,
            scale=self._scale,
            size=self.area.value,
            speed=self.speed.value,
            capture=self.capture.value,
        )
