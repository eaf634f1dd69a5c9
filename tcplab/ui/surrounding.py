"""The other parts of a window: what stands around the run, and what gestures do."""

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from tcplab.ui.autosaving import autosave_folder
from tcplab.ui.bar_parts import BusyBar
from tcplab.ui.call_drag import Landing
from tcplab.ui.commands import commands
from tcplab.ui.compare.menu import CompareMenu
from tcplab.ui.drawer import Drawer
from tcplab.ui.hinting import Hinting
from tcplab.ui.keeping import Keeping
from tcplab.ui.look.focus_ring import FocusRing
from tcplab.ui.menus import MainMenu
from tcplab.ui.notices import Notices
from tcplab.ui.panels.left import LeftPanel
from tcplab.ui.panels.right import RightPanel
from tcplab.ui.plotting import Plotting
from tcplab.ui.presenting import Presenting
from tcplab.ui.printing import Printing
from tcplab.ui.text_size import TextSize
from tcplab.ui.touching import Touching


def surround(window) -> None:
    """Makes the panels beside a canvas that shows its run already, the menu and the commands."""
    settings, area = window.settings, window.centralWidget()
    window.printing = Printing(window, window.session, window.documents)
    window.compare_menu = CompareMenu(window.comparing, window.documents, window.action["compare"])
    window.menu = MainMenu(window.action, settings, window.compare_menu, window.wardrobe)
    window.left = LeftPanel(window.session, settings)
    window.right = RightPanel(window.session, settings)
    for part in (window.left, window.right):
        part.setParent(area)
    window.notices = Notices(area)
    window.busy_bar = BusyBar(area)
    for part in (window.wardrobe, window.left, window.right):
        part.setStyleSheet(window.sheet)
    window.drawer = Drawer(window.left, window.canvas)
    window.presenting = Presenting(window)
    window.plotting = Plotting(window)
    window.keeping = Keeping(window.session, window.documents, window.notices, autosave_folder())
    window.ring = FocusRing(window, window.theme.ink)
    window.ring.hide()  # until Tab moves the focus
    window.touching = Touching(window.session, window.canvas, settings, window.theme)
    window.installEventFilter(Landing(window.touching))
    window.showing.connect_all()
    window.hinting = Hinting(window)  # which looks where a canvas has drawn what has changed
    window.text_size = TextSize(window)
    window.action.connect(commands(window))
    for part in (window.busy_bar, window.left, window.right, window.plotting):
        part.set_theme(window.theme)
    window.action["relative"].setChecked(settings.relative_numbers)
    window.action["still"].setChecked(settings.reduced_motion)
    window.right.pages.set_relative(settings.relative_numbers)
    window.right.set_reduced_motion(settings.reduced_motion)
    _put_in_order(window.toolbar, window.left, window.canvas, window.right, window.timeline)


def _put_in_order(*parts: QWidget) -> None:
    """Tab goes through the parts as they stand, not as they were made.

    Nobody asks nextInFocusChain: PySide takes its answer for a child of the one asked, at last the
    window for a child of a button, and with that button it forgets the window's menus.
    """
    window, tab = parts[0].window(), Qt.FocusPolicy.TabFocus
    inside = [one for part in parts for one in (part, *part.findChildren(QWidget))
              if one.focusPolicy() & tab and one.window() is window]  # fmt: skip
    for before, after in pairwise(one for one in inside if one.focusProxy() is None):
        QWidget.setTabOrder(before, after)
