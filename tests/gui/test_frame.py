"""The grid of UI.md."""

import pytest

from tcplab.ui.frame import frame


@pytest.mark.parametrize(
    ("width", "height", "left", "canvas", "right", "bottom"),
    [
        (1024, 640, 0, 712, 312, 76),
        (1280, 800, 240, 712, 328, 112),
        (1440, 900, 248, 816, 376, 112),
        (1920, 1080, 272, 1168, 480, 112),
    ],
)
def test_the_four_windows_of_the_design(width, height, left, canvas, right, bottom):
    parts = frame(width, height)
    assert (parts.left, parts.canvas, parts.right, parts.bottom) == (left, canvas, right, bottom)


def test_nothing_is_left_over_and_a_wider_window_gives_a_wider_canvas():
    previous = frame(1024, 700)
    for width in range(1064, 3841, 40):
        parts = frame(width, 700)
        assert parts.left + parts.canvas + parts.right == width
        if parts.drawer == previous.drawer:
            assert parts.canvas >= previous.canvas
        previous = parts
