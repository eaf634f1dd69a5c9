"""Run by the Python of an installation: opens the window, and fails if anything is missing."""

import sys
from importlib.metadata import version

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QSize
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QRawFont

from tcplab import __version__
from tcplab.files.lessons import lesson_ids
from tcplab.files.resources import resource
from tcplab.ui.app import make_application, make_window
from tcplab.ui.look.fonts import mono_font, ui_font

FAMILIES = {"Inter", "JetBrains Mono", "Noto Sans SC"}


def main() -> None:
    """Prints in one line what was found."""
    assert resource().is_relative_to(sys.prefix), f"{resource()} is not the installation's own"
    assert version("tcplab") == __version__
    application = make_application([])
    window = make_window(application, None)
    window.resize(QSize(1440, 900))
    window.show()
    application.processEvents()
    image = window.grab().toImage()
    colours = {
        image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)
    }
    assert len(colours) > 100, "next to nothing is painted"
    families = set(QFontDatabase.families())
    assert families >= FAMILIES, f"no {FAMILIES - families}"
    assert QFontInfo(ui_font(13)).family() == "Inter"
    assert QFontInfo(mono_font(13)).family() == "JetBrains Mono"
    assert QRawFont.fromFont(QFont("Noto Sans SC", 13)).supportsCharacter(ord("课"))
    window.set_language("zh_CN")
    while not window.updatesEnabled():  # its parts follow one after the other
        application.processEvents()
    assert window.action["undo"].text() == "撤销"
    translated = QCoreApplication.translate("QPlatformTheme", "Cancel")
    assert translated == "取消", f"Qt's own words: {translated}"
    window.close()
    qt = QLibraryInfo.version().toString()
    print(f"the window opens, {len(lesson_ids())} lessons, {len(colours)} colours, Qt {qt}")


main()
