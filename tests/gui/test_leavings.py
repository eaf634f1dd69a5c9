"""Large values are freed in slices, and not before nobody needs them."""

from weakref import ref

from PySide6.QtCore import QObject

from tcplab.ui.leavings import Leavings


class Held:
    """Something whose end can be seen."""


def test_nothing_is_freed_while_somebody_keeps_it(qtbot):
    owner = QObject()
    leavings = Leavings(owner)
    values = tuple(Held() for _ in range(2_500))
    first, last = ref(values[0]), ref(values[-1])
    leavings.keep(values, values, ())
    leavings.keep(values)  # known already
    qtbot.wait(700)
    assert first() is not None
    del values
    assert first() is not None  # not at once
    qtbot.waitUntil(lambda: last() is None, timeout=5_000)
    qtbot.waitUntil(lambda: first() is None, timeout=5_000)


def test_a_dictionary_s_keys_are_freed_in_slices_too(qtbot):
    owner = QObject()
    leavings = Leavings(owner)
    values = {Held(): place for place in range(2_500)}
    last = ref(next(reversed(values)))
    leavings.keep(values)
    del values
    qtbot.waitUntil(lambda: last() is None, timeout=5_000)
