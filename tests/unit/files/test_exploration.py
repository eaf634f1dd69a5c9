"""`tcplab explore`: the report, its exit status, and lab files that show what was found."""

import json
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from tcplab.cli import main
from tcplab.files import exploration
from tcplab.files.labfile import lab_text, parse_lab_text, write_lab_file
from tcplab.files.lessons import open_argument
from tcplab.sim.experiment import HostSetup
from tcplab.sim.explore import Progress, explore
from tcplab.sim.promises import GIVEN_UP, ONE_SIDED, RESET_BY_NOBODY
from tcplab.sim.run import run
from tests.support.experiments import client, opened, server

BROKEN = opened(
    client("close", 1_000),
    server("close", "end-of-stream"),
    hosts=(HostSetup("client", "no-time-wait"), HostSetup("server", "no-time-wait")),
)

BROKEN_BY_TWO_SEGMENTS = {ONE_SIDED, RESET_BY_NOBODY, GIVEN_UP}


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


def test_all_variants_of_a_lesson_are_searched_those_with_the_same_orders_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status, out = explored(capsys, "two-way-handshake", "--json")
    told = [json.loads(line) for line in out.splitlines()]
    assert status == 1
    found = {tuple(one["variants"]): {each["what"] for each in one["findings"]} for one in told}
    assert found == {
        ("two-way-handshake:ghost", "two-way-handshake:ghost-reset"): BROKEN_BY_TWO_SEGMENTS,
        ("two-way-handshake:ghost-real",): set(),
        ("two-way-handshake:deadlock",): BROKEN_BY_TWO_SEGMENTS,
        ("two-way-handshake:deadlock-real",): set(),
    }
    status, out = explored(capsys, "two-way-handshake:deadlock-real", "--json")
    assert (status, json.loads(out)["variants"]) == (0, ["two-way-handshake:deadlock-real"])


def test_findings_are_written_and_open_as_lab_files(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    lesson = "two-way-handshake:deadlock"
    status, out = explored(capsys, lesson, "-o", str(tmp_path))
    written = sorted(tmp_path.iterdir())
    names = ["found-1.tcplab", "found-2.tcplab", "found-3.tcplab"]
    assert (status, [path.name for path in written]) == (1, names)
    assert all(f"{path} shows them" in out for path in written)
    assert all(run(open_argument(str(path)).experiment).why == "quiet" for path in written)


def test_ctrl_c_ends_a_search_with_what_was_covered(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*arguments: object) -> Iterator[Progress]:
        yield from islice(explore(*arguments), 7)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(exploration, "explore", interrupted)
    monkeypatch.setattr(exploration, "TELL_EVERY_S", 0)
    status = main(["explore", "teardown"])
    said = capsys.readouterr()
    assert status == 130
    assert "Stopped before the end: what lies beyond was not looked at." in said.out
    assert len(said.err.splitlines()) == 7
    assert re.fullmatch(
        r"\d+ states, depth 6, [\d,]+ states a second, 0 found", said.err.splitlines()[-1]
    )


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
        (["-o", "no-such-folder"], "--output: no-such-folder is no folder"),
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
