"""Mermaid's sequence diagrams, read by a strict reader of the part of the language that we use."""

import html
import re
from typing import NamedTuple

import pytest

from tcplab.files.mermaid import mermaid_lines
from tcplab.lab.trace import trace
from tcplab.sim.network import Cut, Fate
from tcplab.sim.run import Run, run
from tests.support.experiments import CONNECT, LISTEN, client, experiment, inject, server
from tests.support.lesson_runs import ran

# Text: no "#" but in a code, and nothing that ends a statement or begins markup or a comment.
_TEXT = r"(?:[^#;<>&%\"$\\\n]|#\d+;|<br/>)+"
_LINES = {
    "title": re.compile(rf"    title ({_TEXT})"),
    "participant": re.compile(rf"    participant (h\d+) as ({_TEXT})"),
    "note": re.compile(rf"    Note over (h\d+(?:,h\d+)?): ({_TEXT})"),
    "arrow": re.compile(rf"    (h\d+)(->>|-->>|-x|--x)(h\d+): ({_TEXT})"),
}


class Diagram(NamedTuple):
    """What a reader understands: names by their ids, and all lines of the body in order."""

    title: str
    names: dict[str, str]
    notes: list[tuple[str, str]]
    arrows: list[tuple[str, str, str, str]]


def read(found: Run, title: str = "A test", language: str = "en") -> Diagram:
    """The diagram of a run; it fails at the first line that is not of the language."""
    lines = list(mermaid_lines(found, title, language))  # type: ignore[arg-type]
    assert lines.pop(0) == "sequenceDiagram"
    kinds = [(kind, match) for line in lines for kind, match in [_matched(line)]]
    order = "".join(kind[0] for kind, _ in kinds)
    assert re.fullmatch("tp+[na]*n", order)
    names = {m[1]: _plain(m[2]) for kind, m in kinds if kind == "participant"}
    notes, arrows = [], []
    for kind, match in kinds:
        if kind == "note":
            ids = match[1].split(",")
            assert set(ids) <= set(names)
            notes.append((" ".join(names[one] for one in ids), _plain(match[2])))
        elif kind == "arrow":
            arrows.append((names[match[1]], match[2], names[match[3]], _plain(match[4])))
    return Diagram(_plain(kinds[0][1][1]), names, notes, arrows)


def _matched(line: str) -> tuple[str, re.Match[str]]:
    found = [(kind, match) for kind, form in _LINES.items() if (match := form.fullmatch(line))]
    assert len(found) == 1, line
    return found[0]


def _plain(text: str) -> str:
    return html.unescape(re.sub(r"#(\d+);", r"&#\1;", text))


def test_every_segment_is_an_arrow_with_its_times() -> None:
    diagram = read(run(experiment(LISTEN, CONNECT)))
    assert diagram.arrows == [
        ("client", "->>", "server", "SYN seq=100 · 0.100 → 0.200"),
        ("server", "->>", "client", "SYN, ACK seq=300 ack=101 · 0.200 → 0.300"),
        ("client", "->>", "server", "ACK seq=101 ack=301 · 0.300 → 0.400"),
    ]
    assert ("client", "0.100 connect()<br/>CLOSED → SYN-SENT") in diagram.notes
    assert ("client", "0.300 SYN-SENT → ESTABLISHED") in diagram.notes
    assert diagram.notes[-1] == ("client server", "0.400 nothing more can happen")


def test_lost_copied_and_resent_segments_look_so() -> None:
    fates = (Fate("client", 1, "lose"), Fate("client", 2, "duplicate", ms=0))
    diagram = read(run(experiment(LISTEN, CONNECT, fates=fates)))
    assert [one[1:2] + one[3:] for one in diagram.arrows[:3]] == [
        ("-x", "SYN seq=100 · 0.100 → ✕"),
        ("->>", "↻ SYN seq=100 · 1.100 → 1.200"),
        ("-->>", "↻ SYN seq=100 (copy) · 1.100 → 1.200"),
    ]
    assert ("client", "1.100 RTO timer ran out") in diagram.notes


def test_who_is_no_host_takes_part_too() -> None:
    diagram = read(
        run(experiment(LISTEN, injections=(inject("10.9.9.9:1", "server:80", 50, "SYN"),)))
    )
    assert list(diagram.names.values()) == ["client", "server", "10.9.9.9"]
    assert diagram.arrows[0] == ("10.9.9.9", "->>", "server", "SYN seq=0 · → 0.050")
    assert diagram.arrows[1][1:3] == ("-x", "10.9.9.9")


def test_a_long_silence_is_told() -> None:
    diagram = read(ran("last-ack-lost"))
    assert ("client server", "… 59.9 s") in diagram.notes


def test_what_a_host_that_is_down_misses_is_told() -> None:
    diagram = read(
        run(experiment(LISTEN, server("crash", 50), CONNECT, horizon=500)), language="zh_CN"
    )
    assert ("服务器", "0.200 主机已停机") in diagram.notes


@pytest.mark.parametrize("name", ["end", "участник", "a-b.c_d"])
def test_names_and_titles_mean_nothing_to_mermaid(name: str) -> None:
    title = 'A; #1 <b>%% "x" & $$y$$ \\n</b>'
    odd = experiment(client("close", 5), hosts=("client", name), cuts=(Cut(name, 1, 2),))
    diagram = read(run(odd), title)
    assert diagram.title == title
    assert list(diagram.names.values())[:2] == ["client", name]


def test_every_segment_of_a_lesson_is_drawn() -> None:
    for lesson in ("half-open", "blind-attack", "old-duplicate-syn", "accept-queue"):
        sent = [one for one in trace(ran(lesson)) if one["event"] == "send" or one.get("injected")]
        assert len(read(ran(lesson)).arrows) == len(sent)
