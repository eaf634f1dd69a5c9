"""Which of Qt's system libraries are missing, and what Debian and Ubuntu call them."""

import sys

import pytest

import system_libraries

ABSENT = {"libno-such-thing.so.7": ("libno-such-thing7t64", "libno-such-thing7")}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux leaves these to the system")
def test_missing_is_what_cannot_be_loaded() -> None:
    assert system_libraries.missing({"libc.so.6": ("libc6",), **ABSENT}) == [*ABSENT]


@pytest.mark.parametrize(
    ("known", "name"),
    [
        ({"libno-such-thing7t64", "libno-such-thing7"}, "libno-such-thing7t64"),
        ({"libno-such-thing7"}, "libno-such-thing7"),
        (set(), "libno-such-thing7"),
    ],
)
def test_the_package_is_the_newest_that_the_release_knows(known: set[str], name: str) -> None:
    assert system_libraries.packages(ABSENT, [*ABSENT], known.__contains__) == [name]


@pytest.mark.parametrize(
    ("environ", "needed"),
    [
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, system_libraries.X11),
        ({"WAYLAND_DISPLAY": "wayland-0"}, system_libraries.WAYLAND),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, system_libraries.OFFSCREEN),
        ({}, system_libraries.OFFSCREEN),
    ],
)
def test_needed_are_those_of_the_platform_that_qt_will_choose(
    environ: dict[str, str], needed: system_libraries.Libraries
) -> None:
    assert system_libraries.needed(environ) == needed


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux leaves these to the system")
def test_nothing_is_asked_where_nothing_is_missing() -> None:
    system_libraries.ensure({"libc.so.6": ("libc6",)})


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux leaves these to the system")
def test_an_unknown_system_is_told_the_names_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SystemExit) as stopped:
        system_libraries.ensure(ABSENT)
    assert stopped.value.code == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "libno-such-thing.so.7" in said
