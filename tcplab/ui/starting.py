"""Another window is another process: what befalls one leaves the other alone."""

import sys

from PySide6.QtCore import QProcess


def start_another() -> bool:
    """Starts the program once more, with a window of its own; whether the system could."""
    frozen = getattr(sys, "frozen", False)
    program = [] if frozen else ["-m", "tcplab"]
    return QProcess.startDetached(sys.executable, [*program, "--new-window"])[0]
