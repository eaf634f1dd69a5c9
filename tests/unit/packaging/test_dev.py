"""dev.py: what it says before it does anything, and when it counts on Qt."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import dev

DEV = Path(dev.__file__)

OLD_PYTHON = """
import runpy, sys
sys.version_info = ({0}, {1}, 0, "final", 0)
runpy.run_path(sys.argv[1], run_name="__main__")
"""


@pytest.mark.parametrize("version", [(3, 6), (3, 10), (3, 14)])
def test_another_python_is_refused_in_one_sentence(version: tuple[int, int]) -> None:
    script = OLD_PYTHON.format(*version)
    done = subprocess.run(
        [sys.executable, "-c", script, DEV, "run"], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "3.11, 3.12 or 3.13" in done.stderr
    assert "{}.{}".format(*version) in done.stderr


def test_an_old_python_can_read_it() -> None:
    ast.parse(DEV.read_text("utf-8"), feature_version=(3, 6))


@pytest.mark.parametrize("arguments", [[], ["fly"], ["--run"]])
def test_wrong_use_is_status_2(arguments: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    assert dev.main(arguments) == 2
    said = capfd.readouterr()
    assert said.out == ""
    assert said.err.startswith("usage: ")


def test_help_is_no_error(capfd: pytest.CaptureFixture[str]) -> None:
    assert dev.main(["--help"]) == 0
    assert "dev.py run" in capfd.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "environ", "platform", "paints"),
    [
        ([], {"DISPLAY": ":0"}, "linux", True),
        ([], {"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ([], {"QT_QPA_PLATFORM": "offscreen"}, "linux", True),
        (["handshake"], {"DISPLAY": ":0"}, "linux", True),
        ([], {}, "linux", False),
        ([], {"DISPLAY": ""}, "linux", False),
        ([], {}, "darwin", True),
        ([], {}, "win32", True),
        (["trace", "handshake"], {"DISPLAY": ":0"}, "linux", False),
        (["lessons"], {}, "darwin", False),
        (["export", "handshake", "-o", "a.svg"], {}, "linux", True),
    ],
)
def test_qt_is_asked_for_only_where_it_paints(
    arguments: list[str], environ: dict[str, str], platform: str, paints: bool
) -> None:
    assert dev.paints(arguments, environ, platform) is paints


def test_ci_runs_the_test_command_of_the_readme() -> None:
    root = DEV.parent.parent
    command = "python3 packaging/dev.py test"
    assert command in (root / "README.md").read_text("utf-8")
    assert (root / ".ci" / "run").read_text("utf-8").splitlines()[-1] == f"exec {command}"
