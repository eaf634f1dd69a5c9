"""A second window is a process of its own."""

import sys

from PySide6.QtCore import QProcess, Qt


def test_ctrl_shift_n_starts_the_program_once_more(make, qtbot, monkeypatch):
    started = []

    def start(program: str, arguments: list[str]) -> tuple[bool, int]:
        started.append((program, arguments))
        return True, 1

    monkeypatch.setattr(QProcess, "startDetached", start)
    window = make("handshake")
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window.canvas, Qt.Key.Key_N, both)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    qtbot.keyClick(window.canvas, Qt.Key.Key_N, both)
    assert started == [
        (sys.executable, ["-m", "tcplab", "--new-window"]),
        (sys.executable, ["--new-window"]),
    ]
    assert window.session.lesson.id == "handshake"
