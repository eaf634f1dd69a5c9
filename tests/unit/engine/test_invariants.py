"""Every invariant can fail: a TCB or a line with one thing wrong is found out by one sentence."""

from typing import Any

import pytest
from msgspec.structs import replace

from tcplab.engine.events import Emit, Line
from tcplab.engine.invariants import line_violations, violations
from tcplab.engine.rules import Rule
from tcplab.engine.segment import ACK, FIN, NO_OPTIONS, RST, Options, Segment
from tcplab.engine.stack import TEXTBOOK
from tcplab.engine.tcb import Held, Opened, Rtt, Sent, State, Timers
from tests.support.states import reach

SENT = Sent(101, ACK, NO_OPTIONS, b"abc", 0, 0)
ON_ITS_WAY = {"snd_nxt": 104, "retransmission_queue": (SENT,), "timers": Timers(rto=1_000)}


@pytest.mark.parametrize("state", State)
def test_every_state_as_the_engine_reaches_it_is_sound(state: State) -> None:
    assert violations(reach(state), TEXTBOOK) == ()


@pytest.mark.parametrize(
    ("state", "wrong", "sentence"),
    [
        ("CLOSED", {"snd_nxt": 1}, "In CLOSED nothing is remembered"),
        ("LISTEN", {"opened": Opened.ACTIVE}, "In LISTEN nothing is remembered"),
        ("ESTABLISHED", {"opened": None}, "opened either actively or passively"),
        ("ESTABLISHED", {"snd_una": 99, "snd_nxt": 99}, "ISS =< SND.UNA"),
        ("ESTABLISHED", {"snd_una": 102}, "ISS =< SND.UNA =< SND.NXT"),
        ("ESTABLISHED", {"snd_wnd": 70_000}, "No window is larger"),
        ("ESTABLISHED", {"snd_nxt": 104}, "Segments are kept for repeating"),
        ("ESTABLISHED", ON_ITS_WAY | {"snd_una": 100}, "holds SND.UNA"),
        ("ESTABLISHED", ON_ITS_WAY | {"snd_nxt": 105}, "without a gap"),
        (
            "ESTABLISHED",
            ON_ITS_WAY | {"retransmission_queue": (SENT, replace(SENT, seq=104, data=b""))},
            "Only what takes sequence numbers",
        ),
        ("SYN-SENT", ON_ITS_WAY | {"snd_una": 101}, "Before ESTABLISHED our SYN"),
        ("ESTABLISHED", {"rtt": Rtt(70_000)}, "retransmission timeout is positive"),
        ("ESTABLISHED", {"rtt": Rtt(0)}, "retransmission timeout is positive"),
        ("FIN-WAIT-2", {"fin_seq": 100}, "Nothing is sent after our FIN"),
        ("FIN-WAIT-1", {"send_queue": b"a"}, "nothing waits to be sent"),
        ("ESTABLISHED", {"fin_seq": 100}, "In ESTABLISHED our FIN has not been sent"),
        ("FIN-WAIT-2", {"fin_seq": None}, "In FIN-WAIT-2 our FIN is acknowledged"),
        (
            "FIN-WAIT-1",
            {"snd_una": 102, "retransmission_queue": (), "timers": Timers()},
            "In FIN-WAIT-1 our FIN is not yet acknowledged",
        ),
        ("FIN-WAIT-1", {"fin_seq": None}, "has been sent or waits for its turn"),
        ("LAST-ACK", {"fin_seq": None, "close_queued": True}, "LAST-ACK begins"),
        (
            "ESTABLISHED",
            {"close_queued": True, "timers": Timers(persist=9)},
            "In ESTABLISHED no CLOSE waits",
        ),
        ("ESTABLISHED", {"orphan": True}, "Who let go"),
        ("ESTABLISHED", {"peer_fin": True}, "whether the peer has closed"),
        ("CLOSE-WAIT", {"peer_fin": False}, "whether the peer has closed"),
        ("ESTABLISHED", {"unread": b"a"}, "fit into the buffer"),
        ("SYN-RECEIVED", {"unread": b"a", "rcv_wnd": 1}, "Nothing is handed to the user"),
        ("SYN-RECEIVED", {"rcv_nxt": 302}, "In SYN-RECEIVED the peer's SYN"),
        ("CLOSE-WAIT", {"out_of_order": (Held(305, b"a", False),)}, "or after its FIN"),
        (
            "ESTABLISHED",
            {"out_of_order": (Held(305, b"a", False), Held(303, b"b", False))},
            "in the order of its numbers",
        ),
        ("SYN-RECEIVED", {"out_of_order": (Held(305, b"a", False),)}, "begins right behind it"),
        ("ESTABLISHED", {"out_of_order": (Held(301, b"a", False),)}, "is taken, not held"),
        ("ESTABLISHED", {"out_of_order": (Held(305, b"", False),)}, "is not empty and lies in"),
        ("ESTABLISHED", {"out_of_order": (Held(65_836, b"a", False),)}, "lies in the window"),
        ("ESTABLISHED", {"unacknowledged": 1}, "that were taken are acknowledged"),
        ("ESTABLISHED", {"timers": Timers(rto=1)}, "The retransmission timer runs"),
        ("SYN-SENT", {"timers": Timers()}, "The retransmission timer runs"),
        ("ESTABLISHED", {"timers": Timers(user=1)}, "The user timeout runs only"),
        ("ESTABLISHED", {"timers": Timers(time_wait=1)}, "The 2 MSL timer runs"),
        ("TIME-WAIT", {"timers": Timers()}, "The 2 MSL timer runs"),
        (
            "TIME-WAIT",
            {"timers": Timers(time_wait=1, delayed_ack=1)},
            "all other timers are turned off",
        ),
        ("ESTABLISHED", {"send_queue": b"a"}, "What waits while nothing is on its way"),
        ("ESTABLISHED", {"timers": Timers(persist=1)}, "What waits while nothing is on its way"),
        (
            "ESTABLISHED",
            {"ack_owed": True, "timers": Timers(delayed_ack=1)},
            "An ACK is delayed only",
        ),
        ("ESTABLISHED", {"timers": Timers(keepalive=1)}, "Keep-alive runs only"),
        ("ESTABLISHED", {"probes": 1}, "No more keep-alive probes"),
        ("FIN-WAIT-2", {"orphan": False, "timers": Timers(fin_wait_2=1)}, "Only a FIN-WAIT-2"),
    ],
)
def test_one_thing_wrong(state: str, wrong: dict[str, Any], sentence: str) -> None:
    found = violations(replace(reach(State(state)), **wrong), TEXTBOOK)
    assert any(sentence in one for one in found), found


def line(rule: Rule, begins: str, *sent: Segment, **changes: Any) -> Line:
    """A line that changes a TCB in the state `begins` and sends segments."""
    before = reach(State(begins))
    return Line(rule, before, replace(before, **changes), tuple(Emit(one) for one in sent))


@pytest.mark.parametrize(
    "sound",
    [
        line(Rule.ACK_SENT, "ESTABLISHED", Segment(101, ACK, 301)),
        line(Rule.CLOSE_ESTABLISHED, "ESTABLISHED", state=State.FIN_WAIT_1),
        line(Rule.RST_RESET, "ESTABLISHED", state=State.CLOSED),  # a named exception
        line(Rule.RST_CHALLENGED, "ESTABLISHED", Segment(101, ACK, 301)),
        line(Rule.DATA_SENT, "ESTABLISHED", Segment(101, ACK, 301, data=bytes(65_535))),
        line(Rule.WINDOW_PROBE, "ESTABLISHED", Segment(101, ACK, 301, data=b"a"), snd_wnd=0),
    ],
)
def test_a_sound_line(sound: Line) -> None:
    assert line_violations(sound) == ()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (
            line(Rule.ACK_ADVANCES, "ESTABLISHED", state=State.TIME_WAIT),
            "ESTABLISHED to TIME-WAIT is neither in figure 5 nor a named exception.",
        ),
        (
            line(Rule.ACK_ADVANCES, "ESTABLISHED", state=State.CLOSED),
            "ESTABLISHED to CLOSED is neither in figure 5 nor a named exception.",
        ),
        (
            line(Rule.ACK_SENT, "ESTABLISHED", Segment(101, ACK, 301, options=Options(mss=1))),
            "Only a SYN carries an MSS option (MUST-65).",
        ),
        (
            line(Rule.TIME_WAIT_ACK, "CLOSING", state=State.LAST_ACK),
            "CLOSING to LAST-ACK is neither in figure 5 nor a named exception.",
        ),
        (line(Rule.ACK_SENT, "ESTABLISHED", iss=99), "The ISS of a connection does not change."),
        (line(Rule.ACK_SENT, "ESTABLISHED", snd_una=100), "SND.UNA never moves backwards."),
        (line(Rule.ACK_SENT, "ESTABLISHED", snd_nxt=100), "SND.NXT never moves backwards."),
        (
            line(Rule.ACK_SENT, "ESTABLISHED", rcv_nxt=300, rcv_wnd=65_536),
            "RCV.NXT never moves backwards.",
        ),
        (
            line(Rule.ACK_SENT, "ESTABLISHED", rcv_wnd=65_534),
            "The right edge of the window never moves backwards (SHLD-14).",
        ),
        (
            line(Rule.RST_CHALLENGED, "ESTABLISHED", Segment(101, RST)),
            "A RST is never answered with a RST.",
        ),
        (
            line(Rule.ACK_SENT, "ESTABLISHED", Segment(101, ACK, 302)),
            "What is acknowledged is RCV.NXT.",
        ),
        (
            line(Rule.FIN_SENT, "ESTABLISHED", Segment(101, FIN)),
            "In synchronized states every segment carries an acknowledgment.",
        ),
        (
            line(Rule.DATA_SENT, "ESTABLISHED", Segment(101, ACK, 301, data=bytes(65_536))),
            "Nothing but a probe is sent beyond the peer's window.",
        ),
    ],
)
def test_a_wrong_line(wrong: Line, sentence: str) -> None:
    assert line_violations(wrong) == (sentence,)
