"""Waits until something colourful stands still on a screen of X or Weston, and writes a PNG."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PySide6.QtGui import QGuiApplication, QImage

LOOKS, PAUSE_S = 120, 0.5
COLOURS = 100  # more than an empty window has, or one whose parts are not painted yet


def main(path: str) -> int:
    """0 once it is written; 1 if nothing came."""
    application = QGuiApplication([])
    before = QImage()
    for _ in range(LOOKS):
        now = _screen(application)
        if now == before and _colours(now) > COLOURS:
            now.save(path)
            return 0
        before = now
        time.sleep(PAUSE_S)
    before.save(path)
    print(f"no window has come; {path} shows the screen", file=sys.stderr)
    return 1


def _screen(application: QGuiApplication) -> QImage:
    """Under Wayland no program sees the screen, but Weston's own when Weston allows it."""
    if application.platformName() == "xcb":
        return application.primaryScreen().grabWindow(0).toImage()
    with tempfile.TemporaryDirectory() as folder:
        environ = {**os.environ, "XDG_PICTURES_DIR": folder}
        subprocess.run(["weston-screenshooter"], cwd=folder, env=environ, check=True)
        (shot,) = Path(folder).iterdir()
        return QImage(str(shot))


def _colours(image: QImage) -> int:
    return len(
        {image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
