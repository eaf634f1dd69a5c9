"""What the first start does for the second: it listens, comes to the front, opens what is asked."""

import os
from collections.abc import Callable
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QApplication, QMainWindow

from tcplab.files.handover import BUSY, OK, Request

_PATIENCE_MS = 500
_LONGEST = 64 * 1024


class Listening(QObject):
    """Listens at `where` for as long as the window lives, unless another program does already."""

    def __init__(self, window: QMainWindow, where: str, open_it: Callable[[str], object]) -> None:
        super().__init__(window)
        self._window = window
        self._open = open_it
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._meet)
        if os.name != "nt":
            Path(where).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _answers(where):
            QLocalServer.removeServer(where)  # left over by a program that crashed
            self._server.listen(where)

    @property
    def listens(self) -> bool:
        """Whether it is this window that a second start will find."""
        return self._server.isListening()

    def _meet(self) -> None:
        while (connection := self._server.nextPendingConnection()) is not None:
            connection.disconnected.connect(connection.deleteLater)
            connection.readyRead.connect(lambda one=connection: self._hear(one))
            if connection.canReadLine():
                self._hear(connection)

    def _hear(self, connection: QLocalSocket) -> None:
        if not connection.canReadLine():
            if connection.bytesAvailable() > _LONGEST:
                connection.abort()
            return
        try:
            request = msgspec.json.decode(bytes(connection.readLine().data()), type=Request)
        except msgspec.MsgspecError:
            connection.abort()
            return
        busy = QApplication.activeModalWidget() is not None  # a question waits for its answer
        connection.write(BUSY if busy else OK)
        connection.flush()
        connection.disconnectFromServer()
        if not busy:
            come_to_front(self._window, request["token"])
            if request["open"]:  # a question may come first, and the other program waits
                QTimer.singleShot(0, self, lambda: self._open(request["open"]))


def _answers(where: str) -> bool:
    socket = QLocalSocket()
    socket.connectToServer(where)
    return socket.waitForConnected(_PATIENCE_MS)


def come_to_front(window: QMainWindow, token: str = "") -> None:
    """Above other windows, and not minimized; Wayland grants it to whoever has a token."""
    if token:
        os.environ["XDG_ACTIVATION_TOKEN"] = token  # Qt looks for it there, and takes it away
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
