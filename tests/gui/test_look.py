"""Fonts, icons, widgets and focus ring, as Qt draws them."""

import tomllib

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QIcon, QImage, QRawFont, QTextLayout
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QMainWindow,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from tcplab.files.resources import resource
from tcplab.ui.look.focus_ring import FocusRing
from tcplab.ui.look.fonts import BOLD, REGULAR, SEMIBOLD, mono_font, ui_font
from tcplab.ui.look.icons import application_icon, icon
from tcplab.ui.look.theme import apply_theme, load_theme, style_sheet
from tcplab.ui.panels.knob_slider import KnobSlider

ICONS = (
    *("menu", "undo", "redo", "to-start", "back", "play", "pause", "forward", "to-end", "globe"),
    *(
        "present",
        "export",
        "chevron",
        "check",
        "dice",
        "external",
        "sliders",
        "split",
        "lose",
        "duplicate",
    ),
    *("delay", "restart", "open", "save", "print", "sun", "moon", "help", "close", "plus", "panel"),
    *("edit", "unfold", "branch"),
)


@pytest.fixture
def dressed(qapp):
    """Dresses the application; undressed again after the test."""
    palette, font = qapp.palette(), qapp.font()

    def dress(name: str) -> None:
        apply_theme(qapp, load_theme(name))
        qapp.setStyleSheet(style_sheet(load_theme(name)))

    yield dress
    qapp.setStyleSheet("")
    qapp.setStyle("Fusion")
    qapp.setPalette(palette)
    qapp.setFont(font)


def families(text: str, font) -> set[str]:
    """The fonts that Qt takes its glyphs for a text from."""
    layout = QTextLayout(text, font)
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return {run.rawFont().familyName() for run in layout.glyphRuns()}


def colours(image: QImage) -> set[str]:
    """The colours of all pixels that are fully covered."""
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {pixel.name().upper() for pixel in pixels if pixel.alpha() == 255}


def drawn_in(colour: str, image: QImage) -> bool:
    """Whether a picture has one colour only; antialiasing may round it a little."""
    found = colours(image)
    wanted = QColor(colour).getRgb()
    worst = max(
        abs(mine - its)
        for name in found
        for mine, its in zip(wanted, QColor(name).getRgb(), strict=True)
    )
    return colour in found and worst <= 3


@pytest.mark.parametrize("weight", [REGULAR, SEMIBOLD, BOLD])
def test_latin_is_inter_and_chinese_the_packaged_noto(weight):
    font = ui_font(13, weight)
    assert families("SYN-RECEIVED 301", font) in ({"Inter"}, {"Inter SemiBold"})
    assert families("客户端再次收到，重启计时。", font) == {"Noto Sans SC"}
    assert families("connect()", mono_font(12, weight)) == {"JetBrains Mono"}
    assert families("收到", mono_font(12, weight)) == {"Noto Sans SC"}


def test_the_weights_are_real_fonts():
    weights = [QRawFont.fromFont(ui_font(13, weight)).weight() for weight in (400, 600, 700)]
    assert weights == [400, 600, 700]


def test_figures_are_equally_wide_and_hyphens_stay_narrow():
    metrics = QFontMetricsF(ui_font(13))
    assert len({metrics.horizontalAdvance(figure) for figure in "0123456789"}) == 1
    assert metrics.horizontalAdvance("-") < 0.8 * metrics.horizontalAdvance("0")


def test_mono_characters_are_never_joined():
    metrics = QFontMetricsF(mono_font(12))
    assert metrics.horizontalAdvance("->") == pytest.approx(2 * metrics.horizontalAdvance("-"))


def test_a_half_pixel_is_rounded_up():
    assert [ui_font(px).pixelSize() for px in (12, 12.5, 13.4)] == [12, 13, 13]


def test_the_packaged_noto_has_every_chinese_character_of_the_resources():
    paths = (resource("fonts", f"NotoSansSC-{weight}.ttf") for weight in ("Regular", "Bold"))
    fonts = [QRawFont(str(path), 13) for path in paths]
    texts = [
        path.read_text(encoding="utf-8")
        for pattern in ("**/*.toml", "**/*.ts")
        for path in resource().glob(pattern)
    ]
    used = {character for text in texts for character in text if ord(character) > 0x2E80}
    missing = {c for c in used if not all(font.supportsCharacter(ord(c)) for font in fonts)}
    assert missing == set()


@pytest.mark.parametrize("name", ICONS)
def test_an_icon_is_drawn_in_the_ink_of_its_theme(name):
    size = QSize(64, 64)
    for theme in (load_theme("light"), load_theme("dark")):
        plain, filled = icon(name, theme), icon(name, theme, on_ink=True)
        assert drawn_in(theme.ink, plain.pixmap(size, 1.0).toImage())
        assert drawn_in(theme.canvas, filled.pixmap(size, 1.0).toImage())
        disabled = plain.pixmap(size, 1.0, QIcon.Mode.Disabled)
        assert drawn_in(theme.ink3, disabled.toImage())


def test_no_icon_lies_about_unlisted():
    drawn = {path.stem for path in resource("icons").glob("*.svg")}
    assert drawn == {*ICONS, "tcplab"}


@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
def test_an_icon_is_drawn_anew_for_every_pixel_ratio(ratio):
    pixmap = icon("globe", load_theme("light")).pixmap(QSize(16, 16), ratio)
    assert pixmap.size() == QSize(round(16 * ratio), round(16 * ratio))
    assert pixmap.devicePixelRatio() == ratio


def test_an_icon_survives_its_copies():
    copies = [QIcon(icon("play", load_theme("light"))) for _ in range(50)]
    copies[0].addPixmap(copies[1].pixmap(16, 16))  # detaches, so that the engine is cloned
    assert all(not copy.pixmap(16, 16).isNull() for copy in copies)


def test_an_unknown_icon_is_an_error():
    with pytest.raises(FileNotFoundError):
        icon("unknown", load_theme("light"))


def test_the_application_icon_shows_both_hosts():
    image = application_icon().pixmap(QSize(128, 128), 1.0).toImage()
    assert {"#56B4E9", "#E69F00"} <= colours(image)


def test_widgets_have_the_heights_of_the_grid(qtbot, dressed):
    dressed("light")
    window = QMainWindow()
    qtbot.addWidget(window)
    bar = QToolBar()
    bar.addAction(icon("undo", load_theme("light")), "Undo")
    window.addToolBar(bar)
    body = QWidget()
    layout = QVBoxLayout(body)
    button, edit, spin, combo = QPushButton("Hint"), QLineEdit(), QSpinBox(), QComboBox()
    for widget in (button, edit, spin, combo):
        layout.addWidget(widget)
    window.setCentralWidget(body)
    window.show()
    assert bar.height() == 44
    assert button.sizeHint().height() == 28
    assert {widget.height() for widget in (edit, spin, combo)} == {24}


@pytest.mark.parametrize("name", ["light", "dark", "present"])
def test_every_control_shows_whether_it_is_on(qtbot, dressed, name):
    dressed(name)
    theme = load_theme(name)
    for control in (QRadioButton(), QCheckBox()):
        qtbot.addWidget(control)
        control.resize(14, 14)
        control.show()
        off = colours(control.grab().toImage())
        control.setChecked(True)
        on = colours(control.grab().toImage())
        assert theme.ink in on
        assert theme.ink not in off


def test_a_slider_jumps_to_where_it_is_pressed(qtbot, dressed):
    dressed("light")
    slider = KnobSlider(100, 1)
    slider.resize(214, 24)
    qtbot.addWidget(slider)
    slider.show()
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=slider.rect().center())
    assert slider.value() == pytest.approx(50, abs=1)
    image = slider.grab().toImage()
    theme = load_theme("light")
    left, right = (image.pixelColor(x, image.height() // 2 - 1).name() for x in (30, 180))
    assert (left.upper(), right.upper()) == (theme.ink, theme.control)


def test_a_spin_box_obeys_the_arrow_keys_without_arrows(qtbot, dressed):
    dressed("light")
    spin = QSpinBox()
    qtbot.addWidget(spin)
    spin.show()
    qtbot.keyClick(spin, Qt.Key.Key_Up)
    assert spin.value() == 1


def window_with_ring(qtbot) -> QWidget:
    """Two buttons and a ring, with the keyboard."""
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    layout.setContentsMargins(16, 16, 16, 16)
    window.first, window.second = QPushButton("first"), QPushButton("second")
    layout.addWidget(window.first)
    layout.addWidget(window.second)
    window.ring = FocusRing(window, load_theme("light").ink)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


@pytest.fixture
def form(qtbot, dressed):
    dressed("light")
    return window_with_ring(qtbot)


def test_the_ring_follows_tab_four_pixels_outside(qtbot, form):
    form.first.setFocus(Qt.FocusReason.OtherFocusReason)
    qtbot.keyClick(form.first, Qt.Key.Key_Tab)
    assert form.ring.widget() is form.second
    assert form.ring.isVisible()
    assert form.ring.geometry() == form.second.geometry().adjusted(-4, -4, 4, 4)


def test_a_group_does_not_cut_the_ring_of_what_stands_at_its_edge(qtbot, form):
    group = QWidget()
    row = QVBoxLayout(group)
    row.setContentsMargins(0, 0, 0, 0)
    inner = QPushButton("inner")
    row.addWidget(inner)
    form.layout().addWidget(group)
    qtbot.waitUntil(inner.isVisible)
    form.second.setFocus(Qt.FocusReason.OtherFocusReason)
    qtbot.keyClick(form.second, Qt.Key.Key_Tab)
    assert form.ring.widget() is inner
    assert form.ring.parentWidget() is form
    whole = QRect(inner.mapTo(form, QPoint()), inner.size()).adjusted(-4, -4, 4, 4)
    qtbot.waitUntil(lambda: form.ring.geometry() == whole)
    assert form.ring.visibleRegion().boundingRect() == form.ring.rect()


def test_each_of_two_windows_has_its_own_ring(qtbot, form):
    other = window_with_ring(qtbot)
    other.first.setFocus(Qt.FocusReason.OtherFocusReason)
    qtbot.keyClick(other.first, Qt.Key.Key_Tab)
    assert other.ring.widget() is other.second
    assert form.ring.widget() is None


def test_a_click_shows_no_ring(qtbot, form):
    form.first.setFocus(Qt.FocusReason.OtherFocusReason)
    qtbot.keyClick(form.first, Qt.Key.Key_Tab)
    qtbot.mouseClick(form.first, Qt.MouseButton.LeftButton)
    assert form.first.hasFocus()
    assert form.ring.widget() is None


def test_a_widget_that_draws_its_own_focus_gets_no_ring(qtbot, form):
    form.second.setProperty("ownFocus", True)
    form.first.setFocus(Qt.FocusReason.OtherFocusReason)
    qtbot.keyClick(form.first, Qt.Key.Key_Tab)
    assert form.second.hasFocus()
    assert form.ring.widget() is None


def test_the_readme_names_every_font():
    readme = resource("fonts", "README.md").read_text(encoding="utf-8")
    assert readme.count("SIL OFL 1.1") == 3
    for licence in ("Inter", "JetBrainsMono", "NotoSansSC"):
        text = resource("fonts", f"{licence}-OFL.txt").read_text(encoding="utf-8")
        assert "SIL Open Font License, Version 1.1" in text
        assert f"{licence}-OFL.txt" in readme


def test_themes_are_toml_and_nothing_else_lies_beside_them():
    for path in resource("themes").glob("*.toml"):
        assert tomllib.loads(path.read_text(encoding="utf-8"))["name"] == path.stem
