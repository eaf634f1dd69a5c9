"""What this program is, what it is made of, and under which licences: all of it can be copied."""

import platform

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QCoreApplication, QSize, Qt, qVersion
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from tcplab import __version__
from tcplab.files.licences import Part, parts
from tcplab.ui.look.icons import application_icon

translate = QCoreApplication.translate

_ICON = 64
_SIZE = QSize(680, 620)
_QT = ("Qt", "PySide6, Shiboken")


def versions() -> str:
    """Of what matters to somebody who looks for a fault."""
    return (
        f"TCP Lab {__version__}\nQt {qVersion()}\nPySide6 {pyside_version}\n"
        f"Python {platform.python_version()}"
    )


class AboutDialog(QDialog):
    """Versions above; below, the licence of the part that is chosen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About TCP Lab"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._parts = [one for one in parts() if one.is_here]
        self.choice = QComboBox()
        self.choice.addItems([_row(one) for one in self._parts])
        self.licence = QPlainTextEdit()
        self.licence.setReadOnly(True)
        self.choice.currentIndexChanged.connect(self._show)
        self._lay_out()
        self._show(0)
        self.resize(_SIZE.boundedTo(parent.window().size()))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addLayout(self._head())
        made_of = QLabel(self.tr("What it is made of, and the licence of each part:"))
        made_of.setBuddy(self.choice)
        column.addWidget(made_of)
        column.addWidget(self.choice)
        column.addWidget(self.licence, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        copy = buttons.addButton(
            self.tr("Copy the versions"), QDialogButtonBox.ButtonRole.ActionRole
        )
        copy.clicked.connect(lambda: QApplication.clipboard().setText(self.told()))
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)

    def _head(self) -> QHBoxLayout:
        icon = QLabel()
        icon.setPixmap(application_icon().pixmap(QSize(_ICON, _ICON), self.devicePixelRatioF()))
        icon.setAlignment(Qt.AlignmentFlag.AlignTop)
        what = QLabel(
            self.tr("Watch and touch a TCP connection. Every step is computed by RFC 9293.")
        )
        what.setWordWrap(True)
        told = QLabel(versions())
        told.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        words = QVBoxLayout()
        words.addWidget(what)
        words.addWidget(told)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(icon)
        head.addLayout(words, 1)
        return head

    def told(self) -> str:
        """The versions, and the parts with their licences, a line each."""
        return "\n".join([versions(), platform.platform(), "", *map(_row, self._parts)])

    def _show(self, index: int) -> None:
        part = self._parts[index]
        above = [_row(part), part.home, self._duties() if part.name in _QT else ""]
        self.licence.setPlainText("\n\n".join([*filter(None, above), part.text()]))

    def _duties(self) -> str:
        """What the LGPL asks us to say, and where the sources are."""
        said = self.tr(
            "TCP Lab uses Qt and PySide6 unchanged, under the GNU Lesser General Public License, "
            "version 3. They lie beside it as libraries of their own, and you may replace them "
            "with others, built from the same or from changed sources. The sources of these "
            "versions are at:"
        )
        minor = qVersion().rpartition(".")[0]
        return (
            f"{said}\nhttps://download.qt.io/official_releases/qt/{minor}/{qVersion()}/\n"
            "https://download.qt.io/official_releases/QtForPython/pyside6/"
            f"PySide6-{pyside_version}-src/"
        )


def _row(part: Part) -> str:
    version = {
        "TCP Lab": __version__,
        "Qt": qVersion(),
        "Python": platform.python_version(),
    }.get(part.name, part.version)
    return f"{part.name} {version}".strip() + f" – {part.licence}"
