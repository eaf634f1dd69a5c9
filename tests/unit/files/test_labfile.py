"""Lab files as texts: what is accepted, what a text looks like, and what is never overwritten."""

import time
from pathlib import Path

import msgspec
import pytest

from tcplab.files.disk import FileProblem
from tcplab.files.labfile import (
    _ORDER,
    lab_text,
    parse_lab_text,
    read_lab_file,
    write_lab_file,
)
from tcplab.sim.experiment import Call, Experiment, HostSetup
from tcplab.sim.network import Cut, Fate, Injection, Network

LOST = Experiment(
    "The last ACK is lost",
    (HostSetup("client", iss=100), HostSetup("server", stack="linux", reads=False)),
    horizon_ms=120_000,
    network=Network(delay_ms=50, loss=0.25),
    calls=(
        Call("server", "listen", at_ms=0, port=80),
        Call("client", "connect", at_ms=100, to="server:80", makes="web"),
        Call("server", "close", when="end-of-stream", after_ms=2_000),
        Call("client", "setsockopt", at_ms=5, option="TCP_NODELAY", value=True),
    ),
    fates=(Fate("client", 4, "lose"), Fate("server", 1, "delay", 400)),
    injections=(Injection("client:40000", "server:80", 5_000, ("SYN", "ACK"), ack=3),),
    cuts=(Cut("client", 8_000, 30_000),),
)
LOST_TEXT = """\
format = 1
title = "The last ACK is lost"
horizon_ms = 120000

[network]
delay_ms = 50
loss = 0.25

[[host]]
name = "client"
iss = 100

[[host]]
name = "server"
stack = "linux"
reads = false

[[call]]
host = "server"
do = "listen"
at_ms = 0
port = 80

[[call]]
host = "client"
do = "connect"
at_ms = 100
as = "web"
to = "server:80"

[[call]]
host = "server"
do = "close"
when = "end-of-stream"
after_ms = 2000

[[call]]
host = "client"
do = "setsockopt"
at_ms = 5
option = "TCP_NODELAY"
value = true

[[fate]]
host = "client"
segment = 4
do = "lose"

[[fate]]
host = "server"
segment = 1
do = "delay"
ms = 400

[[inject]]
from = "client:40000"
to = "server:80"
at_ms = 5000
flags = ["SYN", "ACK"]
ack = 3

[[cut]]
host = "client"
from_ms = 8000
to_ms = 30000
"""


def test_the_text_of_an_experiment() -> None:
    assert lab_text(LOST) == LOST_TEXT
    assert parse_lab_text(LOST_TEXT, "text") == LOST


def test_every_part_of_an_experiment_has_its_place_in_a_text() -> None:
    names = {field.encode_name for field in msgspec.structs.fields(Experiment)}
    assert set(_ORDER) == names
    assert len(_ORDER) == len(names)


def test_a_file_of_any_editor_is_read(tmp_path: Path) -> None:
    path = tmp_path / "lab.tcplab"
    path.write_bytes(("\ufeff" + LOST_TEXT.replace("\n", "\r\n")).encode())
    assert read_lab_file(path) == LOST
    assert parse_lab_text("\ufeff" + LOST_TEXT.replace("\n", "\r\n"), "text") == LOST


def test_names_of_any_script() -> None:
    both = parse_lab_text(
        'format = 1\ntitle = "三次握手"\n[[host]]\nname = "客户端"\n'
        '[[call]]\nhost = "客户端"\ndo = "connect"\nto = "客户端:80"\nat_ms = 0\n',
        "text",
    )
    assert both.hosts[0].name == "客户端"
    assert parse_lab_text(lab_text(both), "text") == both


def test_written_files_are_read_again(tmp_path: Path) -> None:
    path = tmp_path / "lab.tcplab"
    write_lab_file(path, LOST)
    assert path.read_bytes() == LOST_TEXT.encode()
    assert read_lab_file(path) == LOST


@pytest.mark.parametrize(
    "unreadable",
    [
        msgspec.structs.replace(LOST, network=Network(loss=1.5)),
        msgspec.structs.replace(LOST, calls=(Call("client", "send", at_ms=0, data="\ud800"),)),
        msgspec.structs.replace(LOST, calls=(Call("client", "send", at_ms=0, data="x" * 2**22),)),
    ],
)
def test_no_good_file_gives_way_to_a_bad_one(tmp_path: Path, unreadable: Experiment) -> None:
    path = tmp_path / "lab.tcplab"
    write_lab_file(path, LOST)
    with pytest.raises(FileProblem):
        write_lab_file(path, unreadable)
    assert read_lab_file(path) == LOST


@pytest.mark.parametrize(
    "title", ["", "  ", "two\nlines", "bell\a", "half \ud800", "line\u2028end"]
)
def test_a_title_is_one_line(title: str) -> None:
    with pytest.raises(ValueError, match='"title" must be one line'):
        msgspec.structs.replace(LOST, title=title)


def test_a_line_of_another_table_is_not_blamed() -> None:
    text = LOST_TEXT.replace("at_ms = 5000", "at_ms = -1")
    with pytest.raises(FileProblem) as caught:
        parse_lab_text(text, "text")
    line = text.splitlines().index("at_ms = -1") + 1
    assert str(caught.value).startswith(f'text, line {line}: inject 1, "at_ms" is -1; ')


@pytest.mark.parametrize(
    "text",
    [
        ".".join("a" * 2_000_000) + " = 1",
        "[" * 4_000_000,
        "a = 0x" + "f" * 4_000_000,
        LOST_TEXT + '[[call]]\nhost = "x"\n' * 50_000,
        "\n" * 4_000_000 + "x",
        '"' * 4_000_000,
        "." * 4_000_000,
    ],
    ids=["keys", "brackets", "digits", "tables", "lines", "quotes", "dots"],
)
def test_the_worst_text_is_refused_in_reasonable_time(text: str) -> None:
    began = time.perf_counter()
    with pytest.raises(FileProblem):
        parse_lab_text(text, "text")
    assert time.perf_counter() - began < 30
