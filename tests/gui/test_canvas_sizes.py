"""The measures of the canvas hold what is written in them."""

import pytest
from PySide6.QtGui import QFontMetricsF

from tcplab.engine.tcb import State
from tcplab.ui.canvas.bands import INSET
from tcplab.ui.canvas.sizes import Sizes, main_sizes, present_sizes
from tcplab.ui.look.fonts import SEMIBOLD, ui_font

SIZES = {
    "1024": main_sizes(712),
    "1440": main_sizes(816),
    "1920": main_sizes(1168),
    "present": present_sizes(1024),
    "present large": present_sizes(1920),
}


@pytest.mark.parametrize("sizes", SIZES.values(), ids=SIZES)
def test_every_state_has_room_for_its_name_in_a_band(qapp, sizes: Sizes):
    metrics = QFontMetricsF(ui_font(sizes.state_px, SEMIBOLD))
    room = sizes.band - INSET * sizes.stroke
    names = [state.value for state in State if metrics.horizontalAdvance(state.value) > room]
    assert names == []
