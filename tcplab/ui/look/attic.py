"""Where widgets wait that nobody sees, out of reach of a style sheet and a change of language."""

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget

from tcplab.ui.look.scaling import refit


class Attic(QWidget):
    """Is never shown. Whoever puts a widget back where it belongs calls `renewed`.

    It goes with its owner, though not in its window: left to Python it could go while Qt is about
    to give every widget another style, and that is a crash.
    """

    def __init__(self, owner: QWidget) -> None:
        super().__init__()
        owner.destroyed.connect(self.deleteLater)

    def event(self, event: QEvent) -> bool:
        return event.type() == QEvent.Type.LanguageChange or super().event(event)


def renewed(widget: QWidget) -> None:
    """What was in the attic hears how large text is now, and of the language."""
    refit(widget)
    QCoreApplication.sendEvent(widget, QEvent(QEvent.Type.LanguageChange))
