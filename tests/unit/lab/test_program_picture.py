"""The programs beside a run: the line that executes, calls that block, what calls have returned."""

import pytest
from msgspec.structs import replace

from tcplab.lab.lesson import Program, parse_program
from tcplab.lab.program_picture import ProgramPicture, program_pictures
from tcplab.sim.run import Run, run
from tests.support.lesson_runs import ran, variant

RUN = ran("sockets", "conversation")
PROGRAMS = variant("sockets", "conversation").programs


def at(now: int, host: str, what: Run = RUN) -> ProgramPicture:
    """The picture of a host's program after all that happens at `now` (ms)."""
    index = max(one.index for one in what.moments if one.world.now <= now)
    (found,) = [one for one in program_pictures(PROGRAMS, what, index) if one.host == host]
    return found


def line(picture: ProgramPicture) -> str | None:
    """The code of the line that executes, without its comment."""
    if picture.executing is None:
        return None
    return picture.lines[picture.executing].code.partition("#")[0].strip()


@pytest.mark.parametrize(
    ("now", "host", "code", "waits"),
    [
        (0, "client", "import socket", False),
        (0, "server", "listener = socket.socket()", False),
        (300, "server", "connection, peer = listener.accept()", True),
        (800, "server", "connection, peer = listener.accept()", True),
        (600, "client", "s.connect(address)", True),
        (800, "client", 's.send(b"SYN")', False),
        (900, "server", "request = connection.recv(100)", True),
        (1_300, "server", 'connection.send(b"hello")', False),
        (1_300, "client", "answer = s.recv(100)", True),
        (2_300, "client", "rest = s.recv(100)", True),
        (2_800, "client", "s.close()", False),
        (2_900, "server", "listener.close()", False),
        (3_400, "client", "s.close()", False),
        (62_800, "client", None, False),
        (62_800, "server", None, False),
    ],
)
def test_the_line_that_executes(now: int, host: str, code: str | None, waits: bool) -> None:
    picture = at(now, host)
    assert (line(picture), picture.waits) == (code, waits)


def test_what_the_calls_have_returned() -> None:
    """recv() returns octets, 0 at the end of the stream; a call that waits has returned nothing."""
    assert [
        (one.call, one.returned) for one in at(2_300, "server").lines if one.call is not None
    ] == [
        ("socket", "ok"),
        ("bind", "ok"),
        ("listen", "ok"),
        ("accept", "ok"),
        ("recv", "3"),
        ("send", "ok"),
        ("recv", "0"),
        ("close", None),
        ("close", None),
    ]
    assert [one.returned for one in at(600, "client").lines if one.call == "connect"] == [None]


def test_a_call_that_fails_has_its_errno() -> None:
    refused = ran("sockets", "refused")
    (picture,) = program_pictures(
        variant("sockets", "refused").programs, refused, len(refused.moments) - 1
    )
    assert [one.returned for one in picture.lines if one.call == "connect"] == ["ECONNREFUSED"]


def test_an_edit_of_a_hosts_calls_hides_its_program_alone() -> None:
    calls = [one for one in RUN.experiment.calls if (one.host, one.do) != ("client", "shutdown")]
    edited = run(replace(RUN.experiment, calls=tuple(calls)))
    assert [one.host for one in program_pictures(PROGRAMS, edited, 1)] == ["server"]


def test_a_comment_ties_a_line_to_its_call() -> None:
    code = "import os  # os.fork()\n\ns = socket()   # socket()\n# close()\n# says # nothing()\n"
    assert parse_program("client", code) == Program(
        "client",
        (
            "import os  # os.fork()",
            "",
            "s = socket()   # socket()",
            "# close()",
            "# says # nothing()",
        ),
        (None, None, "socket", None, None),
    )


@pytest.mark.parametrize(("call", "known"), [("dial", "socket, bind"), ("reboot", "connect")])
def test_a_comment_that_names_no_call_of_programs_is_refused(call: str, known: str) -> None:
    with pytest.raises(ValueError, match=rf"line 2: there is no call {call}\(\); .*{known}"):
        parse_program("client", f"import socket\nx.{call}()  # {call}()")
