"""Every file in tests/data/bad is refused with exactly one sentence, and the right one."""

from pathlib import Path

import pytest

from tcplab.files.disk import FileProblem
from tcplab.files.labfile import read_lab_file
from tcplab.files.lessons import check_paths

BAD = Path(__file__).parents[2] / "data" / "bad"
MILLISECONDS = "it must be a whole number from 0 to 2147483647"
CHANCE = "it must be a number from 0 to 1"
HOSTS = "the hosts are: client, server"
TABLES = "it must be 1 to 50 tables, each headed [[host]]"
DEEDS = (
    '"abort", "accept", "bind", "close", "connect", "crash", "dup", "listen", "reboot", "recv", '
    '"send", "setsockopt", "shutdown", "socket"'
)
STATES = (
    "CLOSED, LISTEN, SYN-SENT, SYN-RECEIVED, ESTABLISHED, FIN-WAIT-1, FIN-WAIT-2, CLOSE-WAIT, "
    "CLOSING, LAST-ACK, TIME-WAIT"
)
EVENTS = (
    "connected, accepted, end-of-stream, received:OCTETS, reset, timed-out or state:NAME "
    "(such as state:CLOSE-WAIT)"
)

EXPECTED = {
    "binary": ": this is a binary file; right would be text (TOML in UTF-8)",
    "blank": ": the file is empty; right would begin with format = 1",
    "call-argument-missing": ', line 16: call 2: connect needs "to"',
    "call-argument-wrong": ', line 16: call 2: close takes no "to"; its arguments are: none',
    "call-as-empty": ', line 10: call 1, "as" is ""; it must be a name in quotes',
    "call-host-unknown": f', line 22: call 3, "host": no host is called "clint"; {HOSTS}',
    "call-listen-without-port": (
        ', line 7: call 1, "port" is missing; listen needs it where no bind gives one'
    ),
    "call-port-zero": ', line 13: call 1, "port" is 0; it must be a whole number from 1 to 65535',
    "call-time-negative": f', line 19: call 2, "at_ms" is -1; {MILLISECONDS}',
    "call-to-unknown": f', line 19: call 2, "to": no host is called "serv"; {HOSTS}',
    "call-to-without-port": (
        ', line 19: call 2, "to": "server" is not NAME:PORT with a port from 1 to 65535'
    ),
    "call-unknown": (
        f', line 18: call 2, "do" is "conect"; it must be one of {DEEDS}; did you mean "connect"?'
    ),
    "call-when-and-at": ', line 16: call 2: close needs exactly one of "at_ms" and "when"',
    "call-when-state-unknown": (
        f', line 19: call 2, "when": "state:CLOSED-WAIT": no such state; the states are {STATES}'
    ),
    "call-when-unknown": (
        f', line 19: call 2, "when": "conected" names no event; right would be {EVENTS}'
    ),
    "call-without-time": ', line 16: call 2: close needs exactly one of "at_ms" and "when"',
    "cut-backwards": ', line 13: cut 1, "to_ms" must be more than "from_ms" (500)',
    "delay-date": f', line 5: network, "delay_ms" is a date or a time; {MILLISECONDS}',
    "delay-float": f', line 5: network, "delay_ms" is 0.5; {MILLISECONDS}',
    "delay-huge": f', line 5: network, "delay_ms" is a huge number; {MILLISECONDS}',
    "delay-negative": f', line 5: network, "delay_ms" is -5; {MILLISECONDS}',
    "delay-text": f', line 5: network, "delay_ms" is "100"; {MILLISECONDS}',
    "delay-true": f', line 5: network, "delay_ms" is true; {MILLISECONDS}',
    "empty": ": the file is empty; right would begin with format = 1",
    "fate-host-unknown": f', line 11: fate 1, "host": no host is called "nobody"; {HOSTS}',
    "fate-segment-zero": (
        ', line 12: fate 1, "segment" is 0; it must be a whole number from 1 to 2147483647'
    ),
    "format-float": ', line 1: "format" must be the number 1',
    "format-missing": ': "format" is missing; the file must begin with format = 1',
    "format-newer": (
        ', line 1: "format" is 2: the file was made by a newer TCP Lab; this one reads format 1'
    ),
    "format-text": ', line 1: "format" must be the number 1',
    "format-true": ', line 1: "format" must be the number 1',
    "format-zero": ', line 1: "format" must be the number 1',
    "host-empty": f', line 3: "host" is a list of 0; {TABLES}',
    "host-missing": f': "host" is missing; {TABLES}',
    "host-name-wrong": (
        ', line 5: host 1, "name": "two words" is no host name; '
        'right are 1 to 20 letters, digits, "-", "_" or "."'
    ),
    "host-single-brackets": f', line 4: "host" is a table; {TABLES}',
    "host-twice": (
        ', line 11: host 3, "name": two hosts are called "client"; every host needs its own name'
    ),
    "hosts-too-many": f', line 4: "host" is a list of 51; {TABLES}',
    "inject-flag-unknown": (
        ', line 14: inject 1, "flags" holds "SYM"; each must be one of '
        '"ACK", "FIN", "PSH", "RST", "SYN", "URG"; did you mean "SYN"?'
    ),
    "inject-from-wrong": (
        ', line 11: inject 1, "from": "client:99999" is not NAME:PORT with a port from 1 to 65535'
    ),
    "key-twice": ", line 3, column 16: this is not TOML: a key or a table is there twice",
    "latin-1": ", line 2: the text is not UTF-8; it must be saved as UTF-8",
    "loss-above-one": f', line 5: network, "loss" is 1.5; {CHANCE}',
    "loss-inf": f', line 5: network, "loss" is inf; {CHANCE}',
    "loss-nan": f', line 5: network, "loss" is nan; {CHANCE}',
    "loss-true": f', line 5: network, "loss" is true; {CHANCE}',
    "nested-keys": ": the file is nested too deeply",
    "nested-lists": ": the file is nested too deeply",
    "nested-quoted-keys": ": the file is nested too deeply",
    "network-double-brackets": (
        ', line 10: "network" is a list of 1; it must be one table, headed [network]'
    ),
    "not-toml": (
        ", line 2, column 6: this is not TOML: expected '=' after a key in a key/value pair"
    ),
    "number-too-long": ": a number in the file has too many digits",
    "stack-unknown": (
        ', line 9: host 2, "stack" is "textbok"; it must be one of "linux", "no-time-wait", '
        '"rfc9293", "textbook", "two-way-handshake"; did you mean "textbook"?'
    ),
    "title-control": ', line 2: "title" must be one line of text, without control characters',
    "title-empty": ', line 2: "title" must be one line of text, without control characters',
    "title-is-number": ', line 2: "title" is 7; it must be text in quotes',
    "title-missing": ': "title" is missing; it must be text in quotes',
    "truncated-list": ": the file ends too early: invalid value",
    "truncated-string": ": the file ends too early: unterminated string",
    "truncated-table": f', line 16: call 2, "do" is missing; it must be one of {DEEDS}',
    "unknown-key": ', line 3: "horizon" is no known key; did you mean "horizon_ms"?',
    "unknown-key-of-host": ', line 9: host 2, "stak" is no known key; did you mean "stack"?',
    "unknown-table": (
        ', line 10: "wire" is no known key; '
        "known are title, host, horizon_ms, network, call, fate, inject, cut"
    ),
    "utf-16": ": the text is UTF-16; it must be saved as UTF-8",
}


def test_every_bad_file_is_expected() -> None:
    assert {path.stem for path in BAD.glob("*.tcplab")} == set(EXPECTED)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_the_sentence(name: str) -> None:
    path = BAD / f"{name}.tcplab"
    sentence = f"{path}{EXPECTED[name]}"
    with pytest.raises(FileProblem) as caught:
        read_lab_file(path)
    assert str(caught.value) == sentence
    assert list(map(str, check_paths([path]))) == [sentence]
