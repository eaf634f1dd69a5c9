"""An error in a method that Qt calls from within another one is told, and the process lives."""

import subprocess
import sys

LOOK = """
import sys
import tcplab.ui
from PySide6.QtCore import QCoreApplication, QEvent, QObject

class Nested(QObject):
    def event(self, event):
        return super().event(event)

    def customEvent(self, event):
        ()[3]  # raised by C code, as most mistakes with a list are

application = QCoreApplication([])
one = Nested()
told = []
sys.excepthook = lambda kind, *rest: told.append(kind.__name__)
QCoreApplication.postEvent(one, QEvent(QEvent.Type.User))
try:
    application.processEvents()
except IndexError as error:
    told.append(type(error).__name__)
print(told)
"""


def test_an_error_in_an_override_within_another_is_told() -> None:
    done = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "['IndexError']\n"), done.stderr
