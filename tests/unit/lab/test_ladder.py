"""The ladder in plain text."""

from unicodedata import east_asian_width

from tcplab.files.lessons import open_argument
from tcplab.files.trace_lines import text_lines
from tcplab.lab.ladder import ladder
from tcplab.sim.experiment import Call, Experiment, HostSetup
from tcplab.sim.network import Fate
from tcplab.sim.run import run

HANDSHAKE = (
    Call("server", "listen", at_ms=0, port=80),
    Call("client", "connect", at_ms=100, to="server:80"),
)


def _experiment(**changes: object) -> Experiment:
    hosts = (HostSetup("client"), HostSetup("server"))
    return Experiment(title="t", hosts=hosts, calls=HANDSHAKE, **changes)  # type: ignore[arg-type]


def _nothing(index: int) -> list[str]:
    return []


def test_each_segment_is_an_arrow_between_the_lifelines() -> None:
    lines = list(ladder(run(_experiment()), _nothing))
    arrows = [line for line in lines if "─" in line]
    assert [line.strip("│ ") for line in arrows] == [
        "─────────────── SYN seq=100 ────────────────▶",
        "◀──────── SYN, ACK seq=300 ack=101 ──────────",
        "─────────── ACK seq=101 ack=301 ────────────▶",
    ]
    assert lines[-1] == "   0.400    nothing more can happen"


def test_a_lost_segment_ends_in_a_cross_and_is_sent_again() -> None:
    lines = list(ladder(run(_experiment(fates=(Fate("client", 1, "lose"),))), _nothing))
    arrows = [line.strip("│ ") for line in lines if "─" in line]
    assert arrows[0].endswith("┄✕")
    assert "↻ SYN seq=100" in arrows[1]
    assert [line[:8].strip() for line in lines if "RTO timer ran out" in line] == ["1.100"]


def test_a_host_that_speaks_to_itself_has_its_segments_at_its_lifeline() -> None:
    calls = (
        Call("server", "listen", at_ms=0, port=80),
        Call("server", "connect", at_ms=100, to="server:80"),
    )
    lost = (Fate("server", 3, "lose"),)
    hosts = (HostSetup("client"), HostSetup("server"))
    lines = list(ladder(run(Experiment(title="t", hosts=hosts, calls=calls, fates=lost)), _nothing))
    assert [line.partition("↺")[2] for line in lines if "↺" in line][:2] == [
        " SYN seq=300",
        " SYN, ACK seq=64300 ack=301",
    ]
    assert any("✕ ACK seq=301 ack=64301" in line for line in lines)


def test_three_hosts_have_three_lifelines() -> None:
    hosts = (HostSetup("client"), HostSetup("server"), HostSetup("third"))
    calls = (*HANDSHAKE, Call("third", "connect", at_ms=150, to="server:80"))
    lines = list(ladder(run(Experiment("t", hosts, calls=calls)), _nothing))
    header = next(line for line in lines if "third" in line)
    assert header.index("client") < header.index("server") < header.index("third")
    assert any("◀" in line and "SYN seq=500" in line for line in lines)


def test_the_chinese_ladder_is_chinese_and_fits_a_terminal() -> None:
    opened = open_argument("handshake")
    lines = list(text_lines(run(opened.experiment), opened.lesson, "zh_CN"))
    text = "\n".join(lines)
    assert "三次握手" in text or "服务器" in text
    assert "RFC 9293 §3.10.7.4，第五步" in text.replace("\n                ", "")
    widths = [sum(2 if east_asian_width(c) in "WF" else 1 for c in line) for line in lines]
    assert max(widths) <= 112
