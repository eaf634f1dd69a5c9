"""Playing: real time times speed, silences cut short."""

from tcplab.sim.experiment import Call, Experiment, HostSetup
from tcplab.ui.player import Player, pause
from tcplab.ui.session import Session


def test_a_long_silence_is_cut_short_and_speed_divides():
    assert pause(400, 100, 1.0) == 400
    assert pause(400, 100, 4.0) == 100
    assert pause(60_000, 100, 1.0) == 600
    assert pause(0, 100, 1.0) == 120


def test_plays_to_the_end_and_stops(qtbot):
    calls = (
        Call("server", "listen", at_ms=0, port=80),
        Call("client", "connect", at_ms=10, to="server:80"),
    )
    session = Session(Experiment("t", (HostSetup("client"), HostSetup("server")), calls=calls))
    player = Player(session)
    player.speed = 50.0
    with qtbot.waitSignal(player.playing_changed, check_params_cb=lambda playing: not playing):
        player.toggle(session)
        assert player.playing
    assert session.cursor == session.last
    assert not player.playing


def test_an_edit_stops_it(qtbot):
    session = Session(Experiment("t", (HostSetup("client"), HostSetup("server"))))
    call = Call("server", "listen", at_ms=0, port=80)
    session.edit(Experiment("t", (HostSetup("client"), HostSetup("server")), calls=(call,)))
    player = Player(session)
    player.toggle(session)
    assert player.playing
    session.undo()
    assert not player.playing
