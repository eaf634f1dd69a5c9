"""What the tests of the panels share: settings of their own, and a dressed application."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from tcplab.ui.fonts import load_fonts
from tcplab.ui.settings import Settings
from tcplab.ui.theme import Theme, apply_theme, load_theme

_INI = QSettings.Format.IniFormat


def settings_in(folder: Path) -> Settings:
    """Settings that nobody else has, in English."""
    QSettings.setDefaultFormat(_INI)
    QSettings.setPath(_INI, QSettings.Scope.UserScope, str(folder))
    settings = Settings()
    settings.language = "en"
    return settings


@contextmanager
def dressed(application: QApplication) -> Iterator[Theme]:
    """The application in its light theme; undressed again at the end."""
    load_fonts()
    palette, font = application.palette(), application.font()
    theme = load_theme("light")
    apply_theme(application, theme)
    yield theme
    application.setStyleSheet("")
    application.setStyle("Fusion")
    application.setPalette(palette)
    application.setFont(font)
