"""Run under X: waits until something colourful stands still on the screen, and writes a PNG."""

import sys
import time

from PySide6.QtGui import QGuiApplication, QImage

LOOKS, PAUSE_S = 120, 0.5
COLOURS = 100  # more than an empty window has, or one whose parts are not painted yet


def main(path: str) -> int:
    """0 once it is written; 1 if nothing came."""
    application = QGuiApplication([])
    before = QImage()
    for _ in range(LOOKS):
        now = application.primaryScreen().grabWindow(0).toImage()
        if now == before and _colours(now) > COLOURS:
            now.save(path)
            return 0
        before = now
        time.sleep(PAUSE_S)
    before.save(path)
    print(f"no window has come; {path} shows the screen", file=sys.stderr)
    return 1


def _colours(image: QImage) -> int:
    return len(
        {image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
