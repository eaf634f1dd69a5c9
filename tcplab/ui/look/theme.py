"""Colours by role as a value, and what Qt makes of them: a palette and a style sheet."""

import re
import string
from typing import Literal

import msgspec
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from tcplab.files.resources import resource
from tcplab.ui.look.fonts import ui_font
from tcplab.ui.look.scaling import Lengths, letters
from tcplab.ui.look.style import LabStyle

ThemeName = Literal["light", "dark", "present"]

BODY_PX = 13


class HostColours(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What belongs to one host: its line, its text on the canvas, its token, its bands.

    `tints` rise with how open the connection is; `band_text` is legible on each of them.
    """

    line: str
    text: str
    token: str
    tints: tuple[str, str, str]
    band_text: str


class Theme(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Every colour of the program as "#RRGGBB", named by its role.

    Text in `ink`, `ink2`, `ink3`, `loss` and `correct` is legible on `canvas` and `panel`;
    `future` and `faint` are deliberately pale. What stands on a surface of `ink` or on a token
    has the colour of `canvas`. `mark` is the yellow that means "changed in this step".
    """

    name: ThemeName
    dark: bool
    canvas: str
    panel: str
    raised: str
    selected: str
    hairline: str
    control: str
    ink: str
    ink2: str
    ink3: str
    future: str
    faint: str
    loss: str
    loss_line: str
    correct: str
    mark: str
    hosts: tuple[HostColours, HostColours, HostColours]

    def host(self, role: int) -> HostColours:
        """The colours of the first (0), second (1) or any further host (2 and above)."""
        return self.hosts[min(role, 2)]


def load_theme(name: ThemeName) -> Theme:
    """Reads one of the packaged themes."""
    return msgspec.toml.decode(resource("themes", f"{name}.toml").read_bytes(), type=Theme)


def application_palette(theme: Theme) -> QPalette:
    """The palette for the Fusion style and for whatever the style sheet leaves to it."""
    roles = QPalette.ColorRole
    active = {
        roles.Window: theme.panel,
        roles.WindowText: theme.ink,
        roles.Base: theme.raised,
        roles.AlternateBase: theme.panel,
        roles.Text: theme.ink,
        roles.PlaceholderText: theme.ink3,
        roles.Button: theme.raised,
        roles.ButtonText: theme.ink,
        roles.BrightText: theme.loss,
        roles.Highlight: theme.selected,
        roles.HighlightedText: theme.ink,
        roles.Accent: theme.ink,
        roles.Link: theme.ink2,
        roles.LinkVisited: theme.ink2,
        roles.ToolTipBase: theme.raised,
        roles.ToolTipText: theme.ink,
        roles.Light: theme.raised,
        roles.Midlight: theme.panel,
        roles.Mid: theme.hairline,
        roles.Dark: theme.control,
        roles.Shadow: theme.control,
    }
    palette = QPalette()
    for role, colour in active.items():
        palette.setColor(role, QColor(colour))
    for role in (roles.WindowText, roles.Text, roles.ButtonText, roles.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.future))
    return palette


def style_sheet(theme: Theme) -> str:
    """A part's style sheet; `themes/window.qss` says which dynamic properties it reads."""
    written = resource("themes", "window.qss").read_text(encoding="utf-8")
    sheet = string.Template(re.sub(r"/\*.*?\*/", "", written, flags=re.DOTALL))  # Qt is slower
    colours = {
        field: getattr(theme, field)
        for field in theme.__struct_fields__
        if field not in {"name", "dark", "hosts"}
    }
    hosts = {
        f"host{role}_{part}": getattr(host, part)
        for role, host in enumerate(theme.hosts)
        for part in ("line", "text", "token")
    }
    return sheet.substitute(Lengths(colours, **hosts))


def dress_alone(widget: QWidget, theme: Theme) -> None:
    """Dresses a widget that opens over another one, if nothing that it belongs to has a style
    sheet."""
    above = widget.parentWidget()
    while above is not None and not above.styleSheet():
        above = above.parentWidget()
    if above is None:
        widget.setStyleSheet(style_sheet(theme))


def apply_theme(application: QApplication, theme: Theme) -> None:
    """What the whole application has of a theme; may be called again to change it.

    The style sheet is each part's own: of an application's Qt styles every widget once for each of
    its ancestors, of a window's all widgets twice in one go.
    """
    colours = (theme.ink, theme.control, theme.faint, theme.raised)
    style = application.findChild(LabStyle)
    if style is None:
        application.setStyle(LabStyle(*colours))
    else:  # a new one would have every widget polished once more
        style.set_colours(*colours)
    application.setPalette(application_palette(theme))
    application.setFont(ui_font(letters(BODY_PX)))
