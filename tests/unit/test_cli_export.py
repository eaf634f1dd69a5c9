"""`tcplab export` and `tcplab link`: every kind of file is opened by a reader that is not ours."""

import io
import json
import os
import re
import struct
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader
from PySide6.QtGui import QImage, QImageReader
from scapy.utils import PcapNgReader

from tcplab.files.labfile import write_lab_file
from tests.support.experiments import CONNECT, LISTEN, client, experiment
from tests.unit.files.conftest import unprivileged
from tests.unit.test_cli import Ask, ask, octets, refused

__all__ = ["ask", "unprivileged"]

WHITE, DARK = "#ffffff", "#111417"
LADDER = ["SYN seq=100", "SYN, ACK seq=300 ack=101", "ACK seq=101 ack=301"]


@pytest.fixture
def export(ask: Ask, tmp_path: Path) -> Path:
    """A folder that holds the handshake in every kind that is written and not painted."""
    for ending in ("txt", "mmd", "jsonl", "pcapng"):
        assert ask("export", "handshake", "-o", tmp_path / f"a.{ending}") == (0, [], [])
    return tmp_path


def test_texts(ask: Ask, export: Path) -> None:
    text = (export / "a.txt").read_text(encoding="utf-8")
    assert text.splitlines() == ask("trace", "handshake")[1]
    lines = (export / "a.jsonl").read_text(encoding="utf-8")
    assert lines.splitlines() == ask("trace", "handshake", "--json")[1]
    assert json.loads(lines.splitlines()[-1])["event"] == "end"
    mermaid = (export / "a.mmd").read_text(encoding="utf-8")
    assert re.findall(r"->>h\d: (.*?) ·", mermaid) == LADDER
    with PcapNgReader(str(export / "a.pcapng")) as packets:
        assert len(list(packets)) == len(LADDER)


def test_texts_need_no_qt(tmp_path: Path) -> None:
    forbid = "import sys; sys.modules['PySide6'] = None; from tcplab.cli import main; "
    for name in ("a.mmd", "a.pcapng"):
        told = f"['export', 'handshake', '-o', {str(tmp_path / name)!r}]"
        command = [sys.executable, "-c", f"{forbid}sys.exit(main({told}))"]
        assert subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_text_is_text_in_svg_and_pdf(ask: Ask, tmp_path: Path) -> None:
    for name in ("a.svg", "a.pdf"):
        assert ask("export", "handshake", "-o", tmp_path / name, "--lang", "zh_CN")[0] == 0
    tree = ElementTree.parse(tmp_path / "a.svg")
    found = [one.text or "" for one in tree.iter("{http://www.w3.org/2000/svg}text")]
    read = [page.extract_text() for page in PdfReader(tmp_path / "a.pdf").pages]
    assert "SYN, ACK seq= 300 ack= 101" in read[0]
    assert "\t" not in read[0]
    for words in ("".join(found), "".join(read)):
        plain = re.sub(r"\s", "", words)
        assert {"SYN", "100", "ESTABLISHED", "listen()", "客户端"} <= set(
            re.findall(r"SYN|100|ESTABLISHED|listen\(\)|客户端", plain)
        )


def test_what_fits_on_a_page_is_one_page(ask: Ask, tmp_path: Path) -> None:
    for name in ("simultaneous-close", "two-way-handshake"):
        ask("export", name, "-o", tmp_path / "a.pdf")
        assert len(PdfReader(tmp_path / "a.pdf").pages) == 1, name


def test_a_picture_ends_in_the_colour_of_its_ground(ask: Ask, tmp_path: Path) -> None:
    ask("export", "last-ack-lost", "-o", tmp_path / "a.png", "--scale", "1")
    drawn = QImage(str(tmp_path / "a.png"))
    assert drawn.pixelColor(0, drawn.height() - 1).name() == "#ffffff"


def test_png_has_the_scale_asked_for(ask: Ask, tmp_path: Path) -> None:
    widths = []
    for scale in ("1", "2", "2.5"):
        ask("export", "handshake", "-o", tmp_path / "a.png", "--scale", scale)
        image = QImage(str(tmp_path / "a.png"))
        widths.append(image.width())
        assert image.pixelColor(0, 0).name() == WHITE
    assert widths == [960, 1_920, 2_400]


@pytest.mark.parametrize("ending", ["gif", "webp"])
def test_an_animation_plays(ask: Ask, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    options = ("--size", "480x320", "--theme", "dark", "--speed", "1")
    assert ask("export", "handshake", "-o", path, *options) == (0, [], [])
    reader = QImageReader(str(path))
    frames = [(reader.read(), reader.nextImageDelay()) for _ in range(reader.imageCount())]
    assert reader.loopCount() == -1
    assert {(image.width(), image.height()) for image, _ in frames} == {(480, 246)}
    assert all(image.pixelColor(2, 2).name() == DARK for image, _ in frames)
    assert len({image.cacheKey() for image, _ in frames}) == len(frames) > 4
    own = gif_delays(octets(path)) if ending == "gif" else webp_delays(octets(path))
    assert [delay for _, delay in frames] == own
    assert sum(own) == 800 + 5 * 120 + 2_500  # five steps, each as long as the player waits


def gif_delays(gif: bytes) -> list[int]:
    """The delays (ms) of all frames, read block by block as GIF89a has them."""
    assert gif[:6] == b"GIF89a"
    at, delays, frames = 13 + 3 * 2 ** ((gif[10] & 7) + 1) * (gif[10] >> 7), [], 0
    while gif[at] != 0x3B:
        if gif[at] == 0x21:
            if gif[at + 1] == 0xF9:
                delays.append(10 * int.from_bytes(gif[at + 4 : at + 6], "little"))
            at += 2
        else:
            assert gif[at] == 0x2C
            frames += 1
            at += 11 + 3 * 2 ** ((gif[at + 9] & 7) + 1) * (gif[at + 9] >> 7)
        while gif[at]:
            at += gif[at] + 1
        at += 1
    assert (at, frames) == (len(gif) - 1, len(delays))
    return delays


def webp_delays(webp: bytes) -> list[int]:
    """The durations (ms) of all frames, read chunk by chunk as the RIFF container has them."""
    form, size, kind = struct.unpack_from("<4sI4s", webp)
    assert (form, size + 8, kind) == (b"RIFF", len(webp), b"WEBP")
    at, delays = 12, []
    while at < len(webp):
        name, length = struct.unpack_from("<4sI", webp, at)
        if name == b"ANMF":
            delays.append(int.from_bytes(webp[at + 20 : at + 23], "little"))
        at += 8 + length + length % 2
    assert at == len(webp)
    return delays


def test_an_animation_ends_where_it_is_told_to(ask: Ask, tmp_path: Path) -> None:
    counts = []
    for at in ("0", "300", "100000"):
        options = ("--size", "480x320", "--speed", "10", "--at", at)
        assert ask("export", "last-ack-lost", "-o", tmp_path / "a.gif", *options)[0] == 0
        counts.append(len(gif_delays(octets(tmp_path / "a.gif"))))
    assert counts[0] < counts[1] < counts[2]


def test_too_much_for_a_picture_says_what_would_be_right(ask: Ask, tmp_path: Path) -> None:
    calls = (LISTEN, CONNECT, client("send", 1_000, octets=10, times=150, every_ms=1_000))
    path = tmp_path / "long.tcplab"
    write_lab_file(path, experiment(*calls))
    line = refused(ask("export", path, "-o", tmp_path / "a.png", "--scale", "4"))
    assert line.endswith("right would be a smaller scale, .svg or .pdf")
    slowly = ("--speed", "0.1", "--size", "1920x1200")
    line = refused(ask("export", path, "-o", tmp_path / "a.gif", *slowly))
    assert re.search(r"would have [\d,]+ frames, and of this size there is room for 303;", line)
    assert line.endswith("right would be a higher speed, a smaller size or an earlier end")


def test_an_animation_tells_a_terminal_how_far_it_is_until_ctrl_c(
    ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

        def write(self, text: str) -> int:
            told.append(text)
            if text.startswith("\r7 of"):
                raise KeyboardInterrupt
            return len(text)

    monkeypatch.setattr(sys, "stderr", Terminal())
    options = ("--size", "480x320", "--speed", "1")
    assert ask("export", "handshake", "-o", tmp_path / "a.gif", *options)[0] == 130
    assert told == [f"\r{done} of 11 frames" for done in range(8)]
    assert list(tmp_path.iterdir()) == []


def test_packets_are_captured_where_it_is_asked_for(ask: Ask, tmp_path: Path) -> None:
    sniffed: list[object] = []
    for capture in ((), ("--capture", "client"), ("--capture", "server")):
        assert ask("export", "handshake", "-o", tmp_path / "a.pcapng", *capture)[0] == 0
        with PcapNgReader(str(tmp_path / "a.pcapng")) as packets:
            sniffed += {one.sniffed_on for one in packets}
    assert sniffed == ["client", "client", "server"]


@pytest.mark.parametrize("name", ["a.bmp", "a", "a.", ".svg"])
def test_another_kind_is_refused_before_anything_else(ask: Ask, tmp_path: Path, name: str) -> None:
    line = refused(ask("export", "handshake", "-o", tmp_path / name))
    right = ".svg, .pdf, .png, .gif, .webp, .txt, .mmd, .jsonl, .pcapng"
    assert line.endswith(f"right would be {right}")
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize(
    ("name", "option", "value", "sentence"),
    [
        ("a.png", "--scale", "0", "the scale is 0; right would be 0.5 to 4"),
        ("a.png", "--scale", "nan", "the scale is nan; right would be 0.5 to 4"),
        ("a.gif", "--speed", "0", "the speed is 0; right would be 0.1 to 10"),
        ("a.gif", "--size", "big", 'the size is "big"; right would be WIDTHxHEIGHT'),
        ("a.gif", "--size", "9x9", "the size is 9x9; right would be 480x320 to 1920x1200"),
        ("a.pcapng", "--capture", "clint", 'no host is called "clint"; did you mean "client"?'),
        ("a.svg", "--scale", "2", "--scale is for .png, .gif, .webp, not for .svg"),
        ("a.txt", "--at", "5", "--at is for .svg, .pdf, .png, .gif, .webp, not for .txt"),
        ("a.mmd", "--theme", "dark", "--theme is for .svg"),
        ("a.png", "--capture", "client", "--capture is for .pcapng, not for .png"),
        ("a.png", "--speed", "1", "--speed is for .gif, .webp, not for .png"),
    ],
)
def test_what_cannot_be_chosen_is_one_sentence(
    ask: Ask, tmp_path: Path, name: str, option: str, value: str, sentence: str
) -> None:
    assert sentence in refused(ask("export", "handshake", "-o", tmp_path / name, option, value))
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize("name", ["a.mmd", "a.pcapng", "a.gif"])
def test_a_folder_that_is_read_only_is_one_sentence(
    ask: Ask, unprivileged: Path, name: str
) -> None:
    unprivileged.chmod(0o555)
    options = ("--speed", "10", "--size", "480x320") if name == "a.gif" else ()
    line = refused(ask("export", "refused", "-o", unprivileged / name, *options))
    assert "permission denied" in line
    assert os.listdir(unprivileged) == []


def test_a_link_opens_like_a_file(ask: Ask) -> None:
    status, printed, complained = ask("link", "last-ack-lost")
    assert (status, len(printed), complained) == (0, 1, [])
    assert ask("trace", printed[0], "--json") == ask("trace", "last-ack-lost", "--json")
    assert "must be copied whole" in refused(ask("trace", printed[0][:-9]))
