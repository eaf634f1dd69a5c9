"""The colours keep what they promise: contrast by role, in every theme."""

import itertools

import msgspec
import pytest
from PySide6.QtGui import QColor, QPalette

from tcplab.ui.look.theme import Theme, application_palette, load_theme, style_sheet

LEAST_TEXT = {"light": 4.7, "dark": 5.2, "present": 7.3}
LEAST_FUTURE = {"light": 3.1, "dark": 3.1, "present": 7.3}
LEAST_CONTROL = 3.0
# WCAG 2.2, 1.4.11: what is drawn to be understood
LEAST_GRAPHIC = 3.0

every_theme = pytest.mark.parametrize("name", LEAST_TEXT)


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_measured_as_wcag_says():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def surfaces(theme: Theme) -> tuple[str, ...]:
    return theme.canvas, theme.panel, theme.raised


@every_theme
def test_body_text_is_legible_on_every_surface(name):
    theme = load_theme(name)
    inks = (theme.ink, theme.ink2, theme.ink3, theme.loss, theme.correct)
    texts = (*inks, *(host.text for host in theme.hosts))
    for text, surface in itertools.product(texts, surfaces(theme)):
        assert contrast(text, surface) >= LEAST_TEXT[name], (text, surface)


@every_theme
def test_ink_is_legible_on_a_selected_row_and_on_the_marker(name):
    theme = load_theme(name)
    assert contrast(theme.ink, theme.selected) >= LEAST_TEXT[name]
    assert contrast(theme.ink, theme.mark) >= LEAST_TEXT[name]


@every_theme
def test_what_stands_on_ink_or_on_a_token_is_legible_in_the_canvas_colour(name):
    theme = load_theme(name)
    for surface in (theme.ink, *(host.token for host in theme.hosts)):
        assert contrast(theme.canvas, surface) >= LEAST_TEXT[name]


@every_theme
def test_band_text_is_legible_on_each_tint_of_its_host(name):
    for host in load_theme(name).hosts:
        for tint in host.tints:
            assert contrast(host.band_text, tint) >= LEAST_TEXT[name]


@every_theme
def test_future_text_is_paler_but_can_be_read(name):
    theme = load_theme(name)
    assert LEAST_FUTURE[name] <= contrast(theme.future, theme.canvas)
    assert contrast(theme.future, theme.canvas) < contrast(theme.ink3, theme.canvas)


@every_theme
def test_controls_lines_and_losses_stand_out_from_what_is_behind(name):
    theme = load_theme(name)
    for surface in surfaces(theme):
        assert contrast(theme.control, surface) >= LEAST_CONTROL
        assert contrast(theme.loss_line, surface) >= LEAST_GRAPHIC
    for host in theme.hosts:
        assert contrast(host.line, theme.canvas) >= LEAST_GRAPHIC


@every_theme
def test_tints_rise_from_the_canvas(name):
    theme = load_theme(name)
    for host in theme.hosts:
        steps = [contrast(tint, theme.canvas) for tint in host.tints]
        assert steps == sorted(steps)
        assert len(set(steps)) == 3


@every_theme
def test_hosts_differ_from_each_other_and_all_later_ones_share_the_third(name):
    theme = load_theme(name)
    assert len({host.line for host in theme.hosts}) == 3
    assert len({host.text for host in theme.hosts}) == 3
    assert theme.host(2) == theme.host(7) == theme.hosts[2]
    assert theme.host(1) == theme.hosts[1]


@every_theme
def test_a_theme_is_what_its_name_says(name):
    theme = load_theme(name)
    assert theme.name == name
    assert theme.dark == (luminance(theme.canvas) < 0.5) == (name == "dark")
    for field in theme.__struct_fields__:
        value = getattr(theme, field)
        if isinstance(value, str) and field != "name":
            assert QColor(value).name().upper() == value


def test_an_unknown_key_is_refused():
    with pytest.raises(msgspec.ValidationError, match="unknown field `shadow`"):
        msgspec.toml.decode('name = "light"\nshadow = "#000000"', type=Theme)


@every_theme
def test_the_palette_speaks_the_same_colours(name):
    theme = load_theme(name)
    palette = application_palette(theme)
    disabled = QPalette.ColorGroup.Disabled
    assert palette.color(QPalette.ColorRole.Text) == QColor(theme.ink)
    assert palette.color(QPalette.ColorRole.Window) == QColor(theme.panel)
    assert palette.color(disabled, QPalette.ColorRole.ButtonText) == QColor(theme.future)


@every_theme
def test_the_style_sheet_is_filled_in_and_flat(name):
    sheet = style_sheet(load_theme(name))
    assert "$" not in sheet
    assert "gradient" not in sheet
    assert load_theme(name).hairline in sheet
