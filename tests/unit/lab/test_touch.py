"""Wishes of hands, granted: each is another experiment."""

import pytest
from msgspec.structs import replace

from tcplab.lab.calls_picture import offered, with_call_at
from tcplab.lab.sequence_picture import sequence_picture
from tcplab.lab.touch import (
    Befall,
    Drop,
    Put,
    Shift,
    Stretch,
    call_of,
    forgery_of,
    granted,
    of_today,
    shifted_call,
    shifted_cut,
    shifted_forgery,
    spanned,
)
from tcplab.sim.network import Cut, Fate
from tcplab.sim.run import run
from tests.support.experiments import calls, client, inject, opened, server, told

PLAIN = opened(client("close", 1_500), server("close", "end-of-stream", after_ms=2_000))
RST = inject("client:40000", "server:80", 900, "RST", seq=101)


def test_what_befalls_a_segment_is_asked_for_and_taken_back() -> None:
    lost = granted(PLAIN, Befall("client", 1, "lose"))
    assert lost.fates == (Fate("client", 1, "lose"),)
    assert granted(lost, Befall("client", 1, "lose")) == PLAIN
    late = granted(
        granted(lost, Befall("client", 1, "delay", 70)), Befall("client", 1, "duplicate")
    )
    assert {fate.do for fate in late.fates} == {"lose", "delay", "duplicate"}
    assert granted(late, Befall("client", 1, "clear")) == PLAIN
    copied = granted(
        granted(PLAIN, Befall("client", 1, "duplicate")), Befall("client", 1, "copy", 7)
    )
    assert copied.fates == (Fate("client", 1, "duplicate", 7),)


def test_items_are_put_and_dropped_at_their_places() -> None:
    forged = granted(PLAIN, Put("injections", None, RST))
    assert forged.injections == (RST,)
    later = granted(forged, Put("injections", 0, shifted_forgery(RST, 50)))
    assert later.injections == (replace(RST, at_ms=950),)
    assert granted(later, Drop("injections", 0)) == PLAIN
    assert granted(PLAIN, Drop("calls", 2)).calls == (*PLAIN.calls[:2], PLAIN.calls[3])


def test_a_call_that_others_need_cannot_be_dropped() -> None:
    what = opened(client("socket", 5, makes="s"), client("close", 9, socket="s"))
    with pytest.raises(ValueError, match="socket"):
        granted(what, Drop("calls", 2))


@pytest.mark.parametrize(("by", "at"), [(250, 1_750), (-250, 1_250), (-9_000, 0)])
def test_a_call_is_shifted_but_never_before_the_beginning(by: int, at: int) -> None:
    assert shifted_call(client("close", 1_500), by).at_ms == at


def test_a_call_that_waits_waits_longer_or_less() -> None:
    waits = server("close", "end-of-stream", after_ms=2_000)
    assert shifted_call(waits, -300).after_ms == 1_700
    assert shifted_call(waits, -3_000).after_ms == 0
    moved = granted(PLAIN, Put("calls", 3, shifted_call(waits, 100)))
    assert calls(moved, "server")[-1] == "3700 server close: ok"


def test_cuts_keep_their_length_and_times_stay_times() -> None:
    assert shifted_cut(Cut("client", 100, 300), -250) == Cut("client", 0, 200)
    end = 2**31 - 1
    assert shifted_cut(Cut("client", 100, 300), end) == Cut("client", end - 200, end)
    assert spanned("client", 30, 8) == Cut("client", 8, 30)
    assert spanned("client", 5, 5) == Cut("client", 5, 6)
    assert spanned("client", end, end + 7) == Cut("client", end - 1, end)


def test_what_is_shifted_by_a_wish_is_what_stands_there_now() -> None:
    what = replace(PLAIN, injections=(RST,), cuts=(Cut("client", 100, 300),))
    assert granted(what, Shift("calls", 2, 50)).calls[2].at_ms == 1_550
    assert granted(what, Shift("injections", 0, 50)).injections[0].at_ms == 950
    assert granted(what, Shift("cuts", 0, 50)).cuts == (Cut("client", 150, 350),)
    assert granted(what, Stretch(0, 50)).cuts == (Cut("client", 100, 350),)
    assert granted(what, Stretch(0, -900)).cuts == (Cut("client", 100, 101),)


def test_a_wish_of_yesterday_is_about_what_has_become_of_it() -> None:
    shown = replace(PLAIN, injections=(RST,))
    now = granted(granted(shown, Drop("calls", 0)), Shift("calls", 1, 70))
    assert of_today(shown, now, Drop("calls", 2)) == Drop("calls", 1)
    assert of_today(shown, now, Drop("calls", 0)) is None
    for same in (Befall("client", 1, "lose"), Put("cuts", None, Cut("client", 1, 2))):
        assert of_today(shown, now, same) == same


def test_a_tab_and_an_arrow_know_where_they_stand_in_the_experiment() -> None:
    what = replace(
        PLAIN, injections=(inject("x:1", "server:80", 5, "RST", times=3, every_ms=2), RST)
    )
    done = run(what)
    picture = sequence_picture(done)
    assert [call_of(done, tab) for tab in picture.tabs] == [0, 1, 2]  # the RST ended the rest
    forged = [forgery_of(what, arrow.id) for arrow in picture.arrows if arrow.injected]
    assert forged == [0, 0, 0, 1]
    sent = next(arrow for arrow in picture.arrows if not arrow.injected)
    assert forgery_of(what, sent.id) is None


def test_a_call_is_made_at_a_time_after_what_has_happened_then() -> None:
    done = run(opened())
    offer = offered(done, len(done.moments) - 1, "server", "close")
    assert offer is not None
    for at in (333, 400):
        made = with_call_at(opened(), offer.call, done, at)
        (call,) = [one for one in made.calls if one.do == "close"]
        assert call.at_ms == at
    assert f"{400} server ESTABLISHED > FIN-WAIT-1" in told(made, "state")


def test_who_is_no_host_is_offered_nothing() -> None:
    assert offered(run(opened()), 0, "nobody", "close") is None
