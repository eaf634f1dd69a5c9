"""Undo and redo: versions that are never changed, and a place among them."""

from msgspec.structs import replace

from tcplab.lab.branches import alone
from tcplab.lab.history import History
from tests.support.experiments import opened

FIRST = alone(opened())
SECOND, THIRD, OTHER = (
    FIRST.edited(replace(FIRST.present.experiment, title=title))
    for title in ("two", "three", "other")
)
FORKED = FIRST.forked(replace(FIRST.present.experiment, title="fork"))


def test_it_begins_with_one_version() -> None:
    history = History((FIRST,))
    assert history.present == FIRST
    assert (history.can_undo, history.can_redo) == (False, False)


def test_edits_are_added_and_undone_one_by_one() -> None:
    history = History((FIRST,)).edited(SECOND).edited(THIRD)
    assert history.present == THIRD
    assert (history.can_undo, history.can_redo) == (True, False)
    assert history.undone().present == SECOND
    assert history.undone().undone().present == FIRST
    assert history.undone().undone().can_undo is False


def test_what_was_undone_can_be_redone() -> None:
    history = History((FIRST,)).edited(SECOND).edited(THIRD).undone().undone()
    assert history.can_redo
    assert history.redone().present == SECOND
    assert history.redone().redone().present == THIRD
    assert history.redone().redone() == History((FIRST, SECOND, THIRD), 2)


def test_an_edit_after_undo_drops_what_was_undone() -> None:
    history = History((FIRST,)).edited(SECOND).edited(THIRD).undone().edited(OTHER)
    assert history.versions == (FIRST, SECOND, OTHER)
    assert (history.present, history.can_redo) == (OTHER, False)


def test_an_edit_that_changes_nothing_is_none() -> None:
    history = History((FIRST,)).edited(SECOND).undone()
    assert history.edited(FIRST) == history
    assert history.can_redo


def test_the_ends_hold() -> None:
    history = History((FIRST, SECOND), 1)
    assert history.redone() == history
    assert history.undone().undone() == History((FIRST, SECOND), 0)


def test_nothing_is_ever_changed() -> None:
    history = History((FIRST,))
    history.edited(SECOND)
    history.undone()
    assert history == History((FIRST,))


def test_a_fork_is_undone_to_where_it_left_and_made_again() -> None:
    history = History((FIRST,)).edited(FORKED)
    assert history.present.here == 2
    assert history.undone().present == FIRST
    assert history.undone().redone().present == FORKED


def test_another_branch_in_view_is_no_edit() -> None:
    history = History((FIRST,)).edited(FORKED).switched(1)
    assert history.present.here == 1
    assert len(history.versions) == 2
    assert history.undone().redone().present.here == 2
    assert history.switched(2) == History((FIRST,)).edited(FORKED)
    assert history.undone().switched(1).can_redo


def test_undo_and_redo_go_to_the_branch_that_they_change() -> None:
    in_fork = FORKED.edited(replace(FIRST.present.experiment, title="later"))
    history = History((FIRST,)).edited(FORKED).edited(in_fork).switched(1)
    assert history.undone().present == FORKED
    assert history.undone().switched(1).redone().present == in_fork


def test_a_deleted_branch_comes_back() -> None:
    history = History((FIRST,)).edited(FORKED)
    deleted = history.edited(FORKED.without(2))
    assert deleted.present == FIRST
    assert deleted.undone().present.branches == FORKED.branches
