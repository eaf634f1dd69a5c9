"""Every rule can be reached, and every line can be told in both languages."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tcplab.engine.events import (
    Abort,
    Close,
    Env,
    Event,
    Line,
    Open,
    Receive,
    SegmentArrives,
    Send,
    SetOption,
    Settle,
    Shutdown,
    Timeout,
)
from tcplab.engine.process import process
from tcplab.engine.rules import Rule
from tcplab.engine.segment import ACK, FIN, RST, SYN, Segment
from tcplab.engine.stack import STACKS, TEXTBOOK, Stack
from tcplab.engine.tcb import CLOSED_TCB, State, Tcb, Timer
from tcplab.files.wording import read_words
from tcplab.lab.lesson import Language
from tcplab.lab.words import (
    Change,
    Entry,
    duration,
    explain,
    explain_step,
    spelled,
    variables_changed,
    words_from,
)
from tcplab.sim.experiment import DEEDS
from tests.support.every_rule import (
    ESTABLISHED,
    FULL,
    LISTEN,
    REACHES,
    RFC1337,
    SAYS_GOODBYE,
    SMALL,
    SYN_SENT,
    TIME_WAIT,
    Case,
    arrives,
    one_event,
    play,
)

LANGUAGES: tuple[Language, ...] = ("en", "zh_CN")
WORDS = {language: read_words(language) for language in LANGUAGES}


def told(line: Line, event: Event, now: int, language: Language) -> str:
    """Title and text of a line as the lab would ask for them."""
    segment = event.segment if isinstance(event, SegmentArrives) else None
    nobody = line.before.state in (State.CLOSED, State.LISTEN)
    known = not nobody or segment is not None or line.after.state is State.SYN_SENT
    peer = "server" if known else None
    words = explain(line, "client", peer, WORDS[language], now=now, arrived=segment)
    assert "{" not in words.title + words.text
    return f"{words.title}: {words.text}"


def name_of(case: Case) -> str:
    return f"{case[0].value}-{case[1].name}"


@pytest.mark.parametrize(("rule", "stack", "events"), REACHES, ids=map(name_of, REACHES))
def test_rule_is_reached_and_told(rule: Rule, stack: Stack, events: Sequence[Event]) -> None:
    *earlier, last = events
    tcb, now, _ = play(stack, earlier)
    _, _, lines = one_event(tcb, now, last, stack)
    assert rule in [line.rule for line, _, _ in lines]
    for line, event, moment in lines:
        for language in LANGUAGES:
            told(line, event, moment, language)


def test_every_rule_is_in_the_table() -> None:
    assert {rule for rule, _, _ in REACHES} == set(Rule)


NUMBERS = st.sampled_from((0, 0, 0, 0, 0, 0, -1, 1, 5, 50, 70_000, -70_000))
CALLS = st.sampled_from(
    (
        *(Open(active=True), Open(active=False), Send(b"x"), Send(b"x" * 3_000), Receive()),
        *(Shutdown(), Close(), Abort(), Settle(), Settle(), SetOption(user_timeout_ms=900)),
        *(SetOption(keepalive=True), SetOption(nodelay=True)),
    )
)
FLAGS = st.sampled_from(
    (ACK, ACK, ACK, ACK | FIN, ACK | FIN, SYN, SYN | ACK, RST, RST | ACK, FIN, SYN | FIN, 0)
)
SEGMENTS = st.tuples(
    FLAGS, NUMBERS, NUMBERS, st.sampled_from((0, 0, 3, 10)), st.sampled_from((65_535, 9, 0))
)
MOVES = st.lists(st.one_of(CALLS, SEGMENTS, SEGMENTS, st.integers(0, 6)), max_size=12)


@settings(max_examples=600)
@given(
    st.sampled_from([events for _, _, events in REACHES]),
    st.sampled_from((*STACKS.values(), SMALL, SAYS_GOODBYE, RFC1337)),
    MOVES,
)
def test_whatever_happens_can_be_told(
    start: Sequence[Event], stack: Stack, moves: list[Event | tuple[int, ...] | int]
) -> None:
    tcb, now = CLOSED_TCB, 0
    for move in (*start, *moves):
        event = event_for(move, tcb)
        if event is not None:
            tcb, now, lines = one_event(tcb, now, event, stack)
            for line in lines:
                for language in LANGUAGES:
                    told(*line, language)
                changes = variables_changed(line[0], now)
                assert all(change.before != change.after for change in changes)


def event_for(move: Event | tuple[int, ...] | int, tcb: Tcb) -> Event | None:
    """A move as an event that makes sense to `tcb`: segments near its numbers, running timers."""
    due = [timer for _, timer in tcb.timers.due()]
    if isinstance(move, int):
        return Timeout(due[move % len(due)]) if due else None
    if isinstance(move, tuple):
        flags, seq, ack, octets, window = move
        seq, ack = (tcb.rcv_nxt + seq) % 2**32, (tcb.snd_nxt + ack) % 2**32
        return arrives(flags, seq, ack, b"y" * octets, window)
    return move if not isinstance(move, Timeout) or move.timer in due else None


# How entries are read and filled


def last_line(stack: Stack, events: Sequence[Event]) -> tuple[Line, Event, int]:
    return play(stack, events)[2][-1]


def test_a_line_is_told_with_its_numbers() -> None:
    line, event, now = last_line(TEXTBOOK, (*TIME_WAIT, arrives(FIN | ACK, 301, 102)))
    assert told(line, event, now, "en") == (
        "The FIN comes again: TIME-WAIT exists for this: when no ACK for its FIN comes in time, "
        "the server sends the FIN again. The client acknowledges once more and starts the 2MSL "
        "wait (60 s) over."
    )
    assert told(line, event, now, "zh_CN") == (
        "FIN 再次到来: TIME-WAIT 正是为此而设：若没有及时收到对 FIN 的确认，服务器就会重传 FIN。"
        "客户端再确认一次，并让 2MSL（60 s）从头计时。"
    )


def test_hosts_without_an_entry_keep_their_names_apart_from_chinese() -> None:
    line, _, now = last_line(TEXTBOOK, LISTEN)
    said = [explain(line, host, None, WORDS["zh_CN"], now=now).title for host in ("alice", "主机1")]
    assert said == ["alice 等待连接", "主机1 等待连接"]
    assert explain(line, "alice", None, WORDS["en"], now=now).title == "alice waits for connections"


def test_what_a_line_does_not_know_is_no_word() -> None:
    line, _, now = last_line(TEXTBOOK, LISTEN)
    for text in ("{peer}", "{snd_nxt}", "{was_rcv_nxt}", "{sent}", "{seq}", "{2msl_timer}"):
        words = {line.rule.value: Entry("x", text)}
        with pytest.raises(KeyError):
            explain(line, "client", None, words, now=now)


def test_the_arrived_segment_must_be_given() -> None:
    line, _, now = last_line(TEXTBOOK, (*ESTABLISHED, arrives(RST)))
    with pytest.raises(KeyError):
        explain(line, "client", "server", WORDS["en"], now=now)


STEPS = (
    *("lost", "cut", "nowhere", "host-down", "duplicate", "injected"),
    *("backlog-full", "accept-queue-full", "cookie-sent", "cookie-accepted"),
    *(f"call/{deed}" for deed in DEEDS if deed != "shutdown"),
    *(f"call/shutdown-{how}" for how in ("read", "write", "both")),
)
ERRNOS = (
    *("ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "EPIPE", "ENOTCONN", "EISCONN", "EADDRINUSE"),
    *("EADDRNOTAVAIL", "EBADF", "EINVAL", "EALREADY", "ECONNABORTED", "EEXIST", "EHOSTDOWN"),
    *("EINPROGRESS", "EAGAIN"),
)


def test_every_step_is_told() -> None:
    segment = Segment(300, SYN | ACK, 101, 65_535)
    steps = {key.removeprefix("step/") for key in WORDS["en"] if key.startswith("step/")}
    assert steps == {*STEPS, *(f"refused/{errno}" for errno in ERRNOS)}
    for words in WORDS.values():
        for step in STEPS:
            peer = None if step.startswith("call/") else "server"
            explain_step(step, words, "client", peer, segment=segment if peer else None)
        for errno in ERRNOS:
            said = explain_step(f"refused/{errno}", words, "client", call="connect")
            assert "connect()" in said.title
            assert errno in said.title


def test_a_lost_segment_is_named() -> None:
    segment = Segment(301, ACK, 101, 65_535, data=b"x" * 20)
    lost = explain_step("lost", WORDS["zh_CN"], "server", "client", segment=segment)
    assert lost.title == "丢失：ACK seq=301 ack=101 len=20"
    assert spelled(Segment(0, 0)) == "seq=0"


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        *((0, "0 s"), (1, "1 ms"), (203, "203 ms"), (999, "999 ms"), (1_000, "1.0 s")),
        *((1_203, "1.203 s"), (9_000, "9.0 s"), (10_000, "10 s"), (58_800, "58.8 s")),
        *((60_000, "60 s"), (75_000, "75 s"), (120_000, "2 min"), (183_000, "183 s")),
        *((240_000, "4 min"), (7_200_000, "2 h"), (7_199_990, "7199.99 s")),
    ],
)
def test_durations_read_well(ms: int, text: str) -> None:
    assert duration(ms) == text


@pytest.mark.parametrize(
    "table",
    [
        {"1337": {"title": "x"}},
        {"1337": {"title": "x", "text": ""}},
        {"1337": {"title": "x", "text": "y", "note": "z"}},
        {"1337": "x"},
    ],
)
def test_wrong_tables_are_refused(table: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"text|note|str"):
        words_from(table)


# Which variables a line changed


def test_opening_brings_the_variables_into_being() -> None:
    line, _, now = last_line(TEXTBOOK, SYN_SENT)
    assert variables_changed(line, now) == (
        Change("state", "CLOSED", "SYN-SENT"),
        Change("ISS", None, "100"),
        Change("SND.UNA", None, "100"),
        Change("SND.NXT", None, "101"),
        Change("RCV.WND", None, "65535"),
        Change("RTO", None, "1.0 s"),
        Change("RTO timer", None, "1.0 s"),
    )


def test_timers_count_from_now() -> None:
    tcb, _, _ = play(TEXTBOOK, TIME_WAIT)
    assert tcb.timers.time_wait is not None
    now = tcb.timers.time_wait - 58_800
    line = process(tcb, arrives(FIN | ACK, 301, 102), Env(now, 100, TEXTBOOK)).lines[-1]
    assert variables_changed(line, now) == (Change("2MSL timer", "58.8 s", "60 s"),)


def test_a_deleted_tcb_loses_its_variables_silently() -> None:
    line, _, now = last_line(TEXTBOOK, (*TIME_WAIT, Timeout(Timer.TIME_WAIT)))
    assert variables_changed(line, now) == (
        Change("state", "TIME-WAIT", "CLOSED"),
        Change("2MSL timer", "0 s", None),
    )


def test_only_what_changed_is_named() -> None:
    line, _, now = last_line(TEXTBOOK, (*ESTABLISHED, FULL))
    assert variables_changed(line, now) == (
        Change("RCV.NXT", "301", "311"),
        Change("RCV.WND", "65535", "65525"),
        Change("unread octets", None, "10"),
    )
