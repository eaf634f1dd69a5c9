"""The command line as a shell meets it: what it prints where, and its exit status."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tcplab import __version__, cli
from tcplab.files.labfile import write_lab_file
from tcplab.files.lessons import lesson_ids, read_lesson
from tcplab.sim.experiment import Call, Experiment, HostSetup
from tests.unit.files.conftest import unprivileged

__all__ = ["unprivileged"]

ROOT = Path(cli.__file__).parent.parent.parent
BAD = ROOT / "tests" / "data" / "bad"

Said = tuple[int, list[str], list[str]]
Ask = Callable[..., Said]


@pytest.fixture
def ask(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> Ask:
    """Runs the command line in this process: exit status, lines printed, lines of complaint.

    With an application for all tests: export would make one without widgets, and there can be but
    one in a process.
    """
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def ask(*arguments: object) -> Said:
        try:
            status = cli.main([str(one) for one in arguments])
        except SystemExit as end:
            status = int(end.code or 0)
        printed, complained = capfd.readouterr()
        return status, printed.splitlines(), complained.splitlines()

    return ask


@pytest.fixture
def lab_file(tmp_path: Path) -> Path:
    """A handshake on disk."""
    calls = (
        Call("server", "listen", at_ms=0, port=80),
        Call("client", "connect", at_ms=100, to="server:80"),
    )
    hosts = (HostSetup("client"), HostSetup("server"))
    path = tmp_path / "handshake.tcplab"
    write_lab_file(path, Experiment("From a file", hosts, calls=calls))
    return path


def refused(said: Said) -> str:
    """The one line of complaint of a command that was refused."""
    status, printed, complained = said
    assert (status, printed, len(complained)) == (2, [], 1)
    return complained[0]


def test_trace_of_a_lesson_is_a_ladder_with_reasons(ask: Ask) -> None:
    status, printed, complained = ask("trace", "handshake")
    assert (status, complained) == (0, [])
    text = "\n".join(printed)
    assert re.search(r"SYN\W+seq=100", text)
    assert re.search(r"SYN,ACK\W+seq=300 ack=101", text)
    assert "RFC 9293" in text


def test_trace_as_json_ends_with_the_end(ask: Ask) -> None:
    status, printed, complained = ask("trace", "handshake", "--json")
    assert (status, complained) == (0, [])
    events = [json.loads(line) for line in printed]
    assert events[-1]["event"] == "end"
    assert events[-1]["why"] == "quiet"
    sent = [" ".join(one["segment"]["flags"]) for one in events if one["event"] == "send"]
    assert sent == ["SYN", "SYN ACK", "ACK"]


def test_trace_of_a_file(ask: Ask, lab_file: Path) -> None:
    status, printed, _ = ask("trace", lab_file)
    assert status == 0
    assert printed[0] == "From a file"


def test_trace_of_a_variant(ask: Ask) -> None:
    lesson = next(one for one in map(read_lesson, lesson_ids()) if len(one.variants) > 1)
    first, second = (f"{lesson.id}:{lesson.variants[at].id}" for at in (0, 1))
    assert ask("trace", lesson.id, "--json") == ask("trace", first, "--json")
    assert ask("trace", first, "--json") != ask("trace", second, "--json")


def test_trace_speaks_the_language_asked_for(ask: Ask) -> None:
    english, chinese = (ask("trace", "handshake", "--lang", lang) for lang in ("en", "zh_CN"))
    assert english != chinese
    assert not re.search("[一-鿿]", "".join(english[1]))
    assert re.search("[一-鿿]", "".join(chinese[1]))


@pytest.mark.parametrize(
    ("locale", "lang"), [("zh_CN.UTF-8", "zh_CN"), ("de_DE.UTF-8", "en"), ("", "en")]
)
def test_without_a_wish_it_speaks_as_the_system(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, locale: str, lang: str
) -> None:
    if os.name == "nt":
        pytest.skip("Windows keeps its language elsewhere")
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", locale)
    assert ask("lessons") == ask("lessons", "--lang", lang)


def test_an_unknown_language_is_refused(ask: Ask) -> None:
    for command in (("trace", "handshake"), ("lessons",), ("export", "handshake", "-o", "x.svg")):
        line = refused(ask(*command, "--lang", "fr"))
        assert '"fr"' in line
        assert "en or zh_CN" in line


def test_lessons_are_one_a_line_with_the_id_first(ask: Ask) -> None:
    status, printed, _ = ask("lessons")
    assert status == 0
    assert [line.split()[0] for line in printed] == list(lesson_ids())
    assert all(len(line.split()) > 1 for line in printed)


def test_check_says_nothing_about_good_files(ask: Ask, lab_file: Path) -> None:
    assert ask("check", lab_file) == (0, [], [])


def test_check_prints_what_is_wrong_and_says_no(ask: Ask, lab_file: Path) -> None:
    status, printed, complained = ask("check", BAD / "title-missing.tcplab", lab_file)
    assert (status, complained) == (1, [])
    assert len(printed) == 1
    assert "title" in printed[0]


def test_check_goes_on_after_a_file_that_cannot_be_read(ask: Ask, tmp_path: Path) -> None:
    status, printed, complained = ask(
        "check", tmp_path / "absent.tcplab", BAD / "title-missing.tcplab"
    )
    assert status == 2
    assert (len(printed), len(complained)) == (1, 1)
    assert "absent.tcplab: there is no such file" in complained[0]


@pytest.mark.parametrize(
    "arguments",
    [("trace",), ("export", "handshake"), ("check",), ("trace", "a", "b"), ("--frobnicate",)],
)
def test_wrong_use_is_one_line_that_names_the_help(ask: Ask, arguments: tuple[str, ...]) -> None:
    assert "--help" in refused(ask(*arguments))


@pytest.mark.parametrize("arguments", [("--help",), ("-h",), ("trace", "--help")])
def test_help_is_no_complaint(ask: Ask, arguments: tuple[str, ...]) -> None:
    status, printed, complained = ask(*arguments)
    assert (status, complained) == (0, [])
    assert printed[0].startswith("usage: tcplab")


def test_the_version(ask: Ask) -> None:
    assert ask("--version") == (0, [f"TCP Lab {__version__}"], [])


@pytest.mark.parametrize("command", [("trace",), (), ("export", "-o", "x.svg")])
def test_a_misspelt_lesson_brings_the_nearest(ask: Ask, command: tuple[str, ...]) -> None:
    line = refused(ask(*command, "last-ack-lots"))
    assert line == 'tcplab: no lesson is called "last-ack-lots"; did you mean "last-ack-lost"?'


@pytest.mark.parametrize("command", [("trace",), (), ("export", "-o", "x.svg")])
def test_a_file_that_is_not_there(ask: Ask, tmp_path: Path, command: tuple[str, ...]) -> None:
    line = refused(ask(*command, tmp_path / "absent.tcplab"))
    assert line.endswith("absent.tcplab: there is no such file")


def test_a_file_that_may_not_be_read(ask: Ask, unprivileged: Path) -> None:
    path = unprivileged / "secret.tcplab"
    path.write_text("format = 1\n")
    path.chmod(0)
    assert "permission denied" in refused(ask("trace", path))


def test_a_bad_file_is_named_with_its_line(ask: Ask) -> None:
    line = refused(ask("trace", BAD / "stack-unknown.tcplab"))
    assert re.search(r"stack-unknown\.tcplab, line \d+", line)


def test_what_is_wrong_is_said_in_the_language_asked_for(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = str(BAD / "stack-unknown.tcplab")
    line = refused(ask("trace", bad, "--lang", "zh_CN"))
    assert line == (
        f'tcplab: {bad}，第 9 行：第 2 个 host 的“stack”为 "textbok"，应为“linux”、“no-time-wait”、'
        "“rfc9293”、“textbook”、“two-way-handshake”之一；是不是“textbook”？"
    )
    _, printed, _ = ask("check", bad, "--lang", "zh_CN")
    assert printed == [line.removeprefix("tcplab: ")]
    if os.name != "nt":  # whose language is kept elsewhere
        monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
        assert refused(ask("trace", bad)) == line
        assert "is no language" not in refused(ask("trace", bad, "--lang", "fr"))


def octets(path: Path) -> bytes:
    return path.read_bytes()


@pytest.mark.parametrize(
    ("ending", "begins"), [("svg", b"<?xml"), ("pdf", b"%PDF"), ("png", b"\x89PNG")]
)
def test_export_writes_what_the_ending_says(
    ask: Ask, tmp_path: Path, lab_file: Path, ending: str, begins: bytes
) -> None:
    for name in (f"a.{ending}", f"A.{ending.upper()}"):
        assert ask("export", lab_file, "-o", tmp_path / name) == (0, [], [])
        assert octets(tmp_path / name).startswith(begins)


def test_export_has_real_text_with_the_numbers(ask: Ask, tmp_path: Path) -> None:
    ask("export", "handshake", "-o", tmp_path / "a.svg")
    svg = (tmp_path / "a.svg").read_text(encoding="utf-8")
    words = set(re.findall(r">([^<>]+)</text>", svg.replace("\n", "")))
    assert {"SYN", "100", "ESTABLISHED", "listen()"} <= {one.strip() for one in words}
    assert "sans-serif" in svg


def test_export_counts_what_is_too_crowded_to_be_read(ask: Ask, tmp_path: Path) -> None:
    ask("export", "time-wait-many:longer-range", "-o", tmp_path / "a.svg")
    text = octets(tmp_path / "a.svg").decode()
    assert "1,174 more segments" in text
    assert len(text) < 500_000


def test_export_depends_on_cursor_theme_and_language(ask: Ask, tmp_path: Path) -> None:
    asked = {
        "plain": (),
        "at": ("--at", "200"),
        "dark": ("--theme", "dark"),
        "present": ("--theme", "present"),
        "chinese": ("--lang", "zh_CN"),
    }
    for name, options in asked.items():
        assert ask("export", "last-ack-lost", "-o", tmp_path / f"{name}.svg", *options)[0] == 0
    written = {octets(tmp_path / f"{name}.svg") for name in asked}
    assert len(written) == len(asked)


def test_export_repeats_exactly(ask: Ask, tmp_path: Path) -> None:
    for name in ("a.svg", "b.svg"):
        ask("export", "handshake", "-o", tmp_path / name)
    assert octets(tmp_path / "a.svg") == octets(tmp_path / "b.svg")


def test_export_that_cannot_be_written_keeps_the_old_file(ask: Ask, unprivileged: Path) -> None:
    path = unprivileged / "a.svg"
    path.write_text("old")
    path.chmod(0o444)
    assert "it is read-only" in refused(ask("export", "handshake", "-o", path))
    assert path.read_text() == "old"


def test_export_into_a_folder_that_is_not_there(ask: Ask, tmp_path: Path) -> None:
    line = refused(ask("export", "handshake", "-o", tmp_path / "absent" / "a.svg"))
    assert "there is no folder" in line


def test_export_over_a_folder(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "a.svg").mkdir()
    assert "this is a folder" in refused(ask("export", "handshake", "-o", tmp_path / "a.svg"))


@pytest.mark.parametrize(("option", "value"), [("--at", "-1"), ("--at", "x"), ("--theme", "blue")])
def test_export_refuses_wrong_options(ask: Ask, tmp_path: Path, option: str, value: str) -> None:
    refused(ask("export", "handshake", "-o", tmp_path / "a.svg", option, value))
    assert not (tmp_path / "a.svg").exists()


def test_a_picture_too_high_says_what_can_hold_it(ask: Ask, tmp_path: Path) -> None:
    calls = (
        Call("server", "listen", at_ms=0, port=80),
        Call("client", "connect", at_ms=100, to="server:80"),
        Call("client", "send", at_ms=1_000, octets=10, times=600, every_ms=1_000),
    )
    path = tmp_path / "long.tcplab"
    hosts = (HostSetup("client"), HostSetup("server"))
    write_lab_file(path, Experiment("Long", hosts, calls=calls))
    line = refused(ask("export", path, "-o", tmp_path / "a.png"))
    assert line.endswith("right would be .svg or .pdf")
    assert ask("export", path, "-o", tmp_path / "a.pdf")[0] == 0
    pages = octets(tmp_path / "a.pdf").count(b"/Type /Page\n")
    assert pages > 1
