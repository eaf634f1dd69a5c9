"""Whatever a path names, reading it ends soon, in text or in one sentence."""

import os
import stat
from pathlib import Path

import pytest

from tcplab.files.disk import LIMIT, FileProblem, read_text

posix = pytest.mark.skipif(os.name != "posix", reason="files that only POSIX has")


def problem(path: Path) -> str:
    with pytest.raises(FileProblem) as caught:
        read_text(path)
    assert str(caught.value).startswith(f"{path}: ")
    return str(caught.value).removeprefix(f"{path}: ")


def test_text_as_editors_write_it(tmp_path: Path) -> None:
    path = tmp_path / "lab.tcplab"
    path.write_bytes('\ufefftitle = "重传"\r\nformat = 1\r\n'.encode())
    assert read_text(path) == 'title = "重传"\nformat = 1\n'


def test_the_largest_file_is_read_and_one_octet_more_is_not(tmp_path: Path) -> None:
    path = tmp_path / "lab.tcplab"
    path.write_bytes(b"#" * LIMIT)
    assert len(read_text(path)) == LIMIT
    path.write_bytes(b"#" * (LIMIT + 1))
    assert problem(path) == "the file is larger than 4 MiB"


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "lab.tcplab"
    with path.open("wb") as file:
        file.truncate(2**30)
    assert problem(path) == "the file is larger than 4 MiB"


def test_a_folder(tmp_path: Path) -> None:
    assert problem(tmp_path) == "this is a folder, not a file"


@posix
def test_a_pipe_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert problem(tmp_path / "pipe") == "this is not a regular file"


@posix
@pytest.mark.parametrize("name", ["/dev/zero", "/dev/null"])
def test_a_device_does_not_hang(name: str) -> None:
    assert problem(Path(name)) == "this is not a regular file"


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc here")
def test_a_file_of_unknown_size_is_read() -> None:
    assert "Pid:" in read_text(Path("/proc/self/status"))


def test_a_missing_file_and_the_nearest_name(tmp_path: Path) -> None:
    (tmp_path / "handshake.tcplab").touch()
    (tmp_path / "handshakes").mkdir()
    near = problem(tmp_path / "handshak.tcplab")
    assert near == 'there is no such file; did you mean "handshake.tcplab"?'
    assert problem(tmp_path / "zzz") == "there is no such file"
    assert problem(tmp_path / "no" / "zzz") == f"there is no folder {tmp_path / 'no'}"


def test_a_file_where_a_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FileProblem, match="file"):
        read_text(tmp_path / "file" / "lab.tcplab")


@posix
def test_a_circle_of_links(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    expected = "the file cannot be read: its symbolic links lead in a circle"
    assert problem(tmp_path / "a") == expected


def test_a_file_without_permission(unprivileged: Path) -> None:
    path = unprivileged / "lab.tcplab"
    path.touch()
    path.chmod(stat.S_IWUSR)
    assert problem(path) == "the file cannot be read: permission denied"


def test_names_that_cannot_be(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="this cannot be the name of a file"):
        read_text(tmp_path / "a\0b")
    with pytest.raises(FileProblem, match=r"name is too long|no such file"):
        read_text(tmp_path / ("n" * 300))


def test_a_problem_is_one_line_that_can_be_printed() -> None:
    sentence = str(FileProblem("a\nb\udce4\u2028c" + "d" * 5_000))
    assert sentence.startswith("a\\nb\\udce4\\u2028cddd")
    assert len(sentence.encode()) < 1_100
