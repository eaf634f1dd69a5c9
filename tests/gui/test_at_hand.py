"""Of all runs that an afternoon of edits makes no more are kept than there is room for."""

import gc

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication

from tcplab.files.lessons import Opened
from tcplab.lab.alike import shared
from tcplab.sim.network import Fate, Network
from tcplab.sim.run import Run, run
from tcplab.ui import at_hand
from tcplab.ui.at_hand import AtHand
from tcplab.ui.timeline import scene
from tests.support.experiments import client, opened

WHOLE = replace(opened(client("send", 900, octets=100, times=20, every_ms=60)), title="Afternoon")
RUN = run(WHOLE)
LENGTH = len(RUN.moments)


def lost(nth: int):
    return replace(WHOLE, fates=(Fate("client", nth, "lose"),))


def alive() -> list[Run]:
    """All runs of this file's experiment that are kept anywhere, but for the one above."""
    gc.collect()
    runs = [one for one in gc.get_objects() if type(one) is Run and one is not RUN]
    return [one for one in runs if one.experiment.title == WHOLE.title]


def moments(runs: list[Run]) -> int:
    return len({id(moment) for one in runs for moment in one.moments})


def test_what_has_no_room_is_let_go_of(monkeypatch):
    monkeypatch.setattr(at_hand, "ROOM", 2 * LENGTH)
    slow, slower = (run(replace(WHOLE, network=Network(delay))) for delay in (200, 300))
    short, late = run(opened()), run(lost(20), RUN)
    kept = AtHand()
    kept.put([RUN])
    kept.put([slow], [short])
    assert [kept.of(one.experiment) for one in (RUN, slow, short)] == [None, slow, short]
    kept.put([RUN], [late])  # most of which is the other's, too
    assert [kept.of(one.experiment) for one in (RUN, late, short)] == [RUN, late, short]
    kept.put([RUN], coming=LENGTH - len(late.moments) + shared(late, RUN))
    assert [kept.of(one.experiment) for one in (RUN, late, short)] == [RUN, late, None]
    kept.put([slower, slow], [RUN], coming=3 * LENGTH)  # what is needed stays, come what may
    assert [kept.of(one.experiment) for one in (slower, slow, RUN)] == [slower, slow, None]


def test_older_ones_are_kept_only_if_they_are_named():
    runs = [run(replace(WHOLE, network=Network(delay))) for delay in range(100, 170, 10)]
    kept = AtHand()
    for one in runs:
        kept.put([one], named=(runs[0].experiment,))
    assert [kept.of(one.experiment) is one for one in runs] == [True, False, *[True] * 5]


@pytest.fixture
def window(make, monkeypatch):
    monkeypatch.setattr(at_hand, "ROOM", 2 * LENGTH + 10)
    monkeypatch.setattr(scene, "_LONG", LENGTH)
    window = make(Opened(WHOLE))
    window.action["still"].trigger()
    return window


def test_edits_undos_branches_and_comparisons_keep_no_more(window):
    session, action = window.session, window.action
    for delay in (200, 300, 400):
        session.go(session.last)
        session.edit(replace(session.experiment, network=Network(delay)))  # another branch
        for nth in (2, 4):
            session.edit(replace(session.experiment, fates=(Fate("client", nth, "lose"),)))
        for name in ("undo", "undo", "redo", "next_branch", "compare", "compare"):
            action[name].trigger()
            QCoreApplication.processEvents()
        session.switch(1)
        assert session.run.moments == RUN.moments
        action["present"].trigger()
        action["present"].trigger()
        session.switch(session.branches.branches[-1].number)
    assert len(session.branches) > 3
    assert moments(alive()) <= at_hand.ROOM
    while session.history.can_undo:
        session.undo()
    assert (session.run.moments, session.run.why) == (RUN.moments, RUN.why)
    assert moments(alive()) <= at_hand.ROOM


def test_what_was_just_shown_is_not_computed_again(window):
    session = window.session
    first = session.run
    session.edit(lost(4))
    edited = session.run
    session.undo()
    assert session.run is first
    session.redo()
    assert session.run is edited
