"""What stands beside the title: the lesson and its variant, or the file; and which branch it is."""

from PySide6.QtCore import QCoreApplication

from tcplab.lab.branches_picture import Lane
from tcplab.lab.lesson import Language
from tcplab.ui.session import Session

translate = QCoreApplication.translate


def where(session: Session, listed: list[str], lanes: tuple[Lane, ...], language: Language) -> str:
    """A lesson has its number if it is among those that are `listed`, by their ids."""
    words = []
    if session.path is not None:
        words.append(session.path.name)
    elif session.lesson is not None and session.lesson.id in listed:
        number = listed.index(session.lesson.id) + 1
        words.append(translate("MainWindow", "Lesson {0}").format(number))
        if len(session.lesson.variants) > 1 and session.variant is not None:
            words.append(session.variant.title.written_in(language))
    if len(lanes) > 1:
        letters = (lane.letter for lane in lanes if lane.number == session.branches.here)
        words += [translate("MainWindow", "Branch {0}").format(letter) for letter in letters]
    return " · ".join(words)
