"""The fonts that the program brings along, and how they are asked for.

Sizes are pixels; Qt takes whole ones, so a half is rounded up. Nothing is hinted: rotated letters
would dance, and a text would be wider on one screen than on the next.
"""

import math

from PySide6.QtGui import QFont, QFontDatabase

from tcplab.files.resources import resource

UI_FAMILIES = ("Inter", "Noto Sans SC")
MONO_FAMILIES = ("JetBrains Mono", "Noto Sans SC")

REGULAR = 400
SEMIBOLD = 600
BOLD = 700

_TABULAR_FIGURES = QFont.Tag.fromString("tnum")
_LIGATURES = QFont.Tag.fromString("calt")


def load_fonts() -> None:
    """Registers the packaged fonts with Qt; once, after the QGuiApplication is made.

    Raises RuntimeError if Qt cannot read one of them.
    """
    for path in sorted(resource("fonts").glob("*.ttf")):
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            raise RuntimeError(f"{path}: Qt cannot read this font")


def ui_font(px: float, weight: int = REGULAR) -> QFont:
    """Inter with figures of equal width; Chinese in Noto Sans SC. `weight` is from 1 to 1000."""
    font = _font(UI_FAMILIES, px, weight)
    font.setFeature(_TABULAR_FIGURES, 1)
    return font


def mono_font(px: float, weight: int = REGULAR) -> QFont:
    """JetBrains Mono, each character as it is typed: `->` is never drawn as one arrow."""
    font = _font(MONO_FAMILIES, px, weight)
    font.setFeature(_LIGATURES, 0)
    return font


def _font(families: tuple[str, ...], px: float, weight: int) -> QFont:
    font = QFont()
    font.setFamilies(families)
    font.setPixelSize(math.floor(px + 0.5))
    font.setWeight(QFont.Weight(weight))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font
