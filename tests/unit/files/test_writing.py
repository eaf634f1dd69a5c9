"""Writing replaces a file whole, or leaves it as it was and nothing beside it."""

import errno
import os
import stat
import threading
from pathlib import Path

import pytest

from tcplab.files.disk import FileProblem, write_file

posix = pytest.mark.skipif(os.name != "posix", reason="files that only POSIX has")


def problem(path: Path) -> str:
    with pytest.raises(FileProblem) as caught:
        write_file(path, b"new")
    return str(caught.value).removeprefix(f"{path}: ")


def test_a_new_file(tmp_path: Path) -> None:
    write_file(tmp_path / "lab.tcplab", b"new\n")
    assert (tmp_path / "lab.tcplab").read_bytes() == b"new\n"
    assert len(os.listdir(tmp_path)) == 1


@posix
def test_a_new_file_has_the_usual_permissions(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        write_file(tmp_path / "lab.tcplab", b"new")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "lab.tcplab").stat().st_mode) == 0o640


@posix
@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664])
def test_permissions_are_kept(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "lab.tcplab"
    path.write_bytes(b"old")
    path.chmod(mode)
    write_file(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == mode


@posix
def test_links_are_followed(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    link = tmp_path / "lab.tcplab"
    link.symlink_to("far/true.tcplab")
    write_file(link, b"first")
    write_file(link, b"new")
    assert link.is_symlink()
    assert (tmp_path / "far" / "true.tcplab").read_bytes() == b"new"
    assert os.listdir(tmp_path / "far") == ["true.tcplab"]


@posix  # Windows replaces no file that someone has open
def test_readers_meet_the_old_or_the_new(tmp_path: Path) -> None:
    path = tmp_path / "lab.tcplab"
    contents = {b"a" * 200_000, b"b" * 200_000}
    write_file(path, b"a" * 200_000)
    seen: set[bytes] = set()
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            seen.add(path.read_bytes())

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(20):
        for content in sorted(contents):
            write_file(path, content)
    done.set()
    reader.join()
    assert seen
    assert seen <= contents


@pytest.mark.parametrize("call", ["fsync", "replace", "chmod"])
def test_a_full_disk_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    path = tmp_path / "lab.tcplab"
    path.write_bytes(b"old")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, call, full)
    assert problem(path) == "the file cannot be written: the disk is full"
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["lab.tcplab"]


def test_a_write_that_the_system_stops(tmp_path: Path) -> None:
    """No simulation: the kernel lets no file grow beyond 100 octets."""
    resource = pytest.importorskip("resource")
    path = tmp_path / "lab.tcplab"
    path.write_bytes(b"old")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        with pytest.raises(FileProblem, match="the file cannot be written: file too large"):
            write_file(path, b"new" * 1_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["lab.tcplab"]


def test_an_interrupted_write_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_file(tmp_path / "lab.tcplab", b"new")
    assert os.listdir(tmp_path) == []


def test_a_read_only_folder(unprivileged: Path) -> None:
    path = unprivileged / "lab.tcplab"
    path.write_bytes(b"old")
    unprivileged.chmod(0o500)
    try:
        assert problem(path) == "the file cannot be written: permission denied"
        assert path.read_bytes() == b"old"
    finally:
        unprivileged.chmod(0o700)


def test_a_read_only_file(unprivileged: Path) -> None:
    path = unprivileged / "lab.tcplab"
    path.write_bytes(b"old")
    path.chmod(0o400)
    assert problem(path) == "the file cannot be written: it is read-only"
    assert path.read_bytes() == b"old"


def test_places_where_no_file_can_be(tmp_path: Path) -> None:
    assert problem(tmp_path) == "this is a folder, not a file"
    assert problem(tmp_path / "no" / "lab") == f"there is no folder {tmp_path / 'no'}"
    assert problem(tmp_path / "a\0b").endswith("this cannot be the name of a file")


@posix
def test_a_device_stays_a_device(tmp_path: Path) -> None:
    link = tmp_path / "null"
    link.symlink_to("/dev/null")
    assert problem(link) == "this is not a regular file"
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)
