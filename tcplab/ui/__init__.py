"""The window, and what is painted for export."""

import builtins

import PySide6.QtCore  # noqa: F401

from tcplab.ui.overrides import keep_errors_whole

# From here on PySide reads the source of every imported module for a switch of its own
# ("from __feature__ import"), which nobody uses here: a quarter of what an empty window takes.
builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)

keep_errors_whole()  # before the first class of ours is made
