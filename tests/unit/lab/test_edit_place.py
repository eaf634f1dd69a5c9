"""Where an edit shows first, in runs of small experiments."""

from msgspec.structs import replace

from tcplab.files.wording import read_words
from tcplab.lab.edit_place import Place, place_of
from tcplab.lab.edits_picture import edits_picture
from tcplab.lab.fates import lost
from tcplab.sim.experiment import Experiment
from tcplab.sim.run import Run, run
from tests.support.experiments import client, opened, server

PLAIN = opened(client("close", 1_500), server("close", "end-of-stream", after_ms=2_000))


def places(before: Experiment, after: Experiment) -> tuple[Run, list[Place | None]]:
    """The run with all edits, and where each of them shows."""
    now = run(after)
    edits = edits_picture(before, now, read_words("en"), "en", after).edits
    return now, [place_of(one, now) for one in edits]


def test_what_is_there_is_marked_where_it_comes_first() -> None:
    after = replace(lost(PLAIN, "client", 3), calls=(*PLAIN.calls, client("send", 800, octets=1)))
    now, (call, fate) = places(PLAIN, after)
    assert call is not None
    assert (now.moments[call.moment].world.now, call.part, call.at) == (800, "calls", 4)
    assert fate is not None
    assert (now.moments[fate.moment].world.now, fate.sent) == (800, ("client", 3))


def test_what_is_no_more_shows_where_the_run_without_the_edit_parts_from_it() -> None:
    now, (gone,) = places(PLAIN, replace(PLAIN, calls=PLAIN.calls[:3]))
    assert gone is not None
    assert (gone.moment, gone.part) == (len(now.moments) - 1, None)
    saved = lost(PLAIN, "server", 2)
    now, (fate,) = places(saved, PLAIN)
    assert fate is not None
    assert fate.sent == ("server", 2)


def test_what_a_host_does_otherwise_shows_when_it_does_it() -> None:
    shorter = replace(PLAIN.hosts[0], msl_s=1)
    now, (choice,) = places(PLAIN, replace(PLAIN, hosts=(shorter, PLAIN.hosts[1])))
    assert choice is not None
    (connection,) = now.moments[choice.moment].world.hosts[0].connections.values()
    assert connection.tcb.state.value == "TIME-WAIT"  # whose end is another from here on
    assert now.moments[choice.moment].world.now == 3_700
    assert choice.part is None


def test_what_meets_nothing_has_no_place() -> None:
    assert places(PLAIN, lost(PLAIN, "client", 44))[1] == [None]
