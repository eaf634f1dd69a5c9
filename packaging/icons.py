"""Run where PySide6 is: draws the program's icon in every size, as PNG, ICO and ICNS.

An .ico and an .icns are but tables of contents in front of PNGs.
"""

import struct
import sys
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
ICO = (16, 20, 24, 32, 40, 48, 64, 128, 256)
# Apple's names for sizes in pixels; @2x is another name for what is twice as large.
ICNS = {
    b"icp4": 16,
    b"icp5": 32,
    b"ic07": 128,
    b"ic08": 256,
    b"ic09": 512,
    b"ic10": 1024,
    b"ic11": 32,
    b"ic12": 64,
    b"ic13": 256,
    b"ic14": 512,
}


def png(svg: Path, size: int) -> bytes:
    """The picture, `size` pixels wide and high."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(svg)).render(painter, QRectF(image.rect()))
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG", 0)  # type: ignore[call-overload]  # its format may be a str
    return bytes(buffer.data().data())


def ico(pictures: dict[int, bytes]) -> bytes:
    """For Windows; 0 stands for 256."""
    head = struct.pack("<HHH", 0, 1, len(pictures))
    at = len(head) + 16 * len(pictures)
    rows, body = b"", b""
    for size, picture in pictures.items():
        side = size % 256
        rows += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(picture), at + len(body))
        body += picture
    return head + rows + body


def icns(pictures: dict[bytes, bytes]) -> bytes:
    """For macOS."""
    body = b"".join(
        name + struct.pack(">I", 8 + len(picture)) + picture for name, picture in pictures.items()
    )
    return b"icns" + struct.pack(">I", 8 + len(body)) + body


def main(svg: Path, target: Path) -> None:
    """Writes NN.png, tcplab.ico and tcplab.icns."""
    application = QGuiApplication(["icons", "-platform", "offscreen"])
    target.mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        (target / f"{size}.png").write_bytes(png(svg, size))
    (target / "tcplab.ico").write_bytes(ico({size: png(svg, size) for size in ICO}))
    (target / "tcplab.icns").write_bytes(icns({name: png(svg, n) for name, n in ICNS.items()}))
    application.quit()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
