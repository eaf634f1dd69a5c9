"""The moments of a lesson, as they are spelt."""

import pytest

from tcplab.engine.tcb import State, Timer
from tcplab.lab.lesson import (
    Arrival,
    At,
    CallMade,
    Holds,
    InjectionArrives,
    Text,
    TimerRunsOut,
    parse_at,
)
from tcplab.sim.conditions import Condition, Kind
from tcplab.sim.experiment import DEEDS


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("client:2", Arrival("client", 2)),
        ("客户端.1:12", Arrival("客户端.1", 12)),
        ("2msl:1", Arrival("2msl", 1)),
        ("inject:3", InjectionArrives(3)),
        ("call:shutdown", CallMade("shutdown")),
        ("timer:2msl", TimerRunsOut(Timer.TIME_WAIT)),
        ("timer:rto", TimerRunsOut(Timer.RTO)),
        ("connected", Holds(Condition(Kind.CONNECTED))),
        ("timed-out", Holds(Condition(Kind.TIMED_OUT))),
        ("received:20", Holds(Condition(Kind.RECEIVED, octets=20))),
        ("state:CLOSE-WAIT", Holds(Condition(Kind.STATE, state=State.CLOSE_WAIT))),
    ],
)
def test_what_at_can_be(text: str, at: At) -> None:
    assert parse_at(text) == at


def test_every_call_timer_and_state_can_be_named() -> None:
    assert {parse_at(f"call:{deed}") for deed in DEEDS} == {CallMade(deed) for deed in DEEDS}
    assert {parse_at(f"timer:{timer.value}") for timer in Timer} == {
        TimerRunsOut(timer) for timer in Timer
    }
    assert len({parse_at(f"state:{state.value}") for state in State}) == len(State)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("call:dial", '"call:dial": there is no such call; the calls are socket, bind, listen'),
        ("call:", '"call:": there is no such call'),
        ("timer:time-wait", '"timer:time-wait": there is no such timer; the timers are rto, 2msl'),
        ("state:OPEN", '"state:OPEN": no such state; the states are CLOSED'),
        ("received:0", '"received:0": the octets must be a number from 1'),
        ("client:0", '"client:0" names no event; right would be connected'),
        ("client:-1", '"client:-1" names no event'),
        ("client:٣", '"client:٣" names no event'),
        ("client", "at a moment also HOST:NTH (such as client:2), inject:NTH, call:NAME"),
        ("", '"" names no event'),
        ("two words:1", '"two words:1" names no event'),
    ],
)
def test_what_at_cannot_be(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=r"right would be|there is no|the states|the octets") as no:
        parse_at(text)
    assert words in str(no.value)


def test_a_text_is_written_in_two_languages() -> None:
    text = Text("loss", "丢失")
    assert text.written_in("en") == "loss"
    assert text.written_in("zh_CN") == "丢失"
