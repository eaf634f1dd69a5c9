"""The command line in processes of their own: what a shell and a desktop see."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.test_cli import BAD, ROOT, Ask, ask, lab_file, refused

__all__ = ["ask", "lab_file"]

NO_SCREEN = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def shell(
    *arguments: str, environ: dict[str, str] | None = None, **options: object
) -> subprocess.CompletedProcess[str]:
    """`python -m tcplab` without a screen and in English, unless `environ` says otherwise."""
    plain = {name: value for name, value in os.environ.items() if name not in NO_SCREEN}
    plain |= {"LC_ALL": "C.UTF-8", "PYTHONUTF8": "0", **(environ or {})}
    command = [sys.executable, "-m", "tcplab", *arguments]
    return subprocess.run(  # type: ignore[call-overload, no-any-return]
        command,
        cwd=ROOT,
        env=plain,
        encoding="utf-8",
        check=False,
        timeout=120,
        **({"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options),
    )


def test_the_module_is_the_command() -> None:
    done = shell("trace", "handshake", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) > 5


def test_a_trace_needs_no_qt() -> None:
    forbid = "import sys; sys.modules['PySide6'] = None; from tcplab.cli import main; "
    command = [sys.executable, "-c", forbid + "sys.exit(main(['trace', 'handshake']))"]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 0


linux = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there always is a screen")


@linux
@pytest.mark.parametrize("display", [{}, {"DISPLAY": ":987"}, {"WAYLAND_DISPLAY": "absent-9"}])
def test_without_a_screen_the_handshake_and_the_teardown_are_printed(
    ask: Ask, display: dict[str, str]
) -> None:
    done = shell(environ=display)
    assert (done.returncode, done.stderr) == (0, "")
    assert "There is no screen here" in done.stdout
    for lesson in ("handshake", "teardown"):
        assert "\n".join(ask("trace", lesson)[1]) in done.stdout


@linux
def test_without_a_screen_what_was_asked_for_is_printed(ask: Ask) -> None:
    done = shell("last-ack-lost", environ={"LC_ALL": "zh_CN.UTF-8"})
    assert done.returncode == 0
    assert "\n".join(ask("trace", "last-ack-lost", "--lang", "zh_CN")[1]) in done.stdout


@linux
def test_export_asks_for_no_screen(tmp_path: Path) -> None:
    for display in ({}, {"DISPLAY": ":987"}):
        done = shell("export", "handshake", "-o", str(tmp_path / "a.png"), environ=display)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_whoever_stops_reading_hears_no_complaint() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = shell("trace", "last-ack-lost", stdout=writer)
    finally:
        os.close(writer)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_under_the_output_is_one_line() -> None:
    with open("/dev/full", "w") as full:
        done = shell("trace", "handshake", stdout=full)
    assert done.returncode == 2
    assert done.stderr == "tcplab: the output cannot be written: the disk is full\n"


def test_output_is_utf_8_whatever_the_terminal_says() -> None:
    environ = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    done = shell("trace", "handshake", "--lang", "zh_CN", environ=environ)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search("[一-鿿]", done.stdout)


def test_a_window_is_handed_over_unless_one_of_its_own_is_wanted(
    ask: Ask, lab_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tcplab.files import handover
    from tcplab.ui import app

    asked: list[str] = []

    def hand_over(source: str) -> bool:
        asked.append(source)
        return True

    monkeypatch.setattr(handover, "hand_over", hand_over)
    monkeypatch.setattr(app, "run_window", lambda *opened, present: 7)
    monkeypatch.chdir(lab_file.parent)
    assert ask(f".{os.sep}{lab_file.name}") == (0, [], [])
    assert ask("handshake") == (0, [], [])
    assert ask() == (0, [], [])
    assert asked == [str(lab_file), "handshake", ""]  # the other process is elsewhere
    status, *_ = ask("--new-window", lab_file)
    assert status == 7
    status, *_ = ask("--present", lab_file)
    assert status == 7
    assert len(asked) == 3


def test_started_from_a_desktop_it_says_in_the_window_what_is_wrong(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tcplab.ui import app

    told: list[str] = []

    def run_window(opened: object, problem: object, *, present: bool) -> int:
        told.append(str(problem))
        return 0

    monkeypatch.setattr(app, "run_window", run_window)
    bad = BAD / "title-missing.tcplab"
    assert ask("--dialogs", bad) == (0, [], [])
    assert len(told) == 1
    assert str(bad) in told[0]
    assert str(bad) in refused(ask(bad))


WITHOUT_CONSOLE = """
import sys
sys.stdout = sys.stderr = None
from tcplab.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize(("argument", "status"), [("lessons", 0), ("--version", 0), ("--no", 2)])
def test_without_a_console_nothing_is_said_and_nothing_breaks(argument: str, status: int) -> None:
    command = [sys.executable, "-c", WITHOUT_CONSOLE, argument]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (status, "", "")
