"""`tcplab explore`: the report, its exit status, and lab files that show what was found."""

import json
from pathlib import Path

import pytest

from tcplab.cli import main
from tcplab.files.labfile import lab_text, parse_lab_text, write_lab_file
from tcplab.sim.experiment import HostSetup
from tcplab.sim.run import run
from tests.support.experiments import client, opened, server

BROKEN = opened(
    client("close", 1_000),
    server("close", "end-of-stream"),
    hosts=(HostSetup("client", "no-time-wait"), HostSetup("server", "no-time-wait")),
)


def explored(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    status = main(["explore", *arguments])
    return status, capsys.readouterr().out


def test_what_was_covered(capsys: pytest.CaptureFixture[str]) -> None:
    status, out = explored(capsys, "handshake", "--losses", "0", "--duplicates", "0")
    assert status == 0
    assert "11 states, 12 transitions, depth 5" in out
    assert out.endswith("All was covered, and every promise holds.\n")


def test_a_broken_promise_is_a_no_and_a_lab_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "broken.tcplab"
    write_lab_file(path, BROKEN)
    status, out = explored(capsys, str(path), "--json")
    told = json.loads(out)
    assert (status, told["why"]) == (1, "all")
    (finding,) = told["findings"]
    assert finding["broken"]
    found = parse_lab_text(finding["lab"], "found.tcplab")
    assert lab_text(found) == finding["lab"]
    assert run(found).why == "quiet"
    status, out = explored(capsys, str(path))
    assert (status, finding["lab"] in out) == (1, True)


def test_a_state_that_is_reached_and_one_that_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    status, out = explored(capsys, "teardown", "--reach", "client=TIME-WAIT,server=LAST-ACK")
    assert (status, "Reached: client is in TIME-WAIT, server is in LAST-ACK" in out) == (0, True)
    status, out = explored(capsys, "handshake", "--reach", "client=CLOSING")
    assert (status, "Not reached: client is in CLOSING" in out) == (0, True)


def test_a_search_that_stops_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    status, out = explored(capsys, "teardown", "--states", "100")
    assert status == 1
    assert "Stopped at the bound of 100 states" in out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--losses", "16"], "--losses is 16; right would be 0 to 15"),
        (["--duplicates", "-1"], "--duplicates is -1; right would be 0 to 15"),
        (["--states", "0"], "--states is 0; right would be 1 or more"),
        (["--reach", "nobody=CLOSED"], 'no host is called "nobody"'),
        (["--reach", "client=OPEN"], '"OPEN" is no state'),
    ],
)
def test_wrong_use(capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str) -> None:
    with pytest.raises(SystemExit) as left:
        main(["explore", "handshake", *arguments])
    assert left.value.code == 2
    assert sentence in capsys.readouterr().err


def test_the_lessons_about_handshakes_keep_every_promise(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for lesson in ("simultaneous-open", "refused", "synack-lost"):
        assert explored(capsys, lesson)[0] == 0
