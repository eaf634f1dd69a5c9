"""Experiments in tests/data and the traces that they are to have, line by line.

`tcplab trace FILE --json` wrote them; each was read before it was kept.
"""

from pathlib import Path

import pytest

from tcplab.files.labfile import read_lab_file
from tcplab.files.trace_lines import json_lines
from tcplab.sim.run import run

DATA = Path(__file__).parents[2] / "data"
RECORDED = sorted(path.stem for path in DATA.glob("*.jsonl"))


def test_each_trace_has_its_experiment() -> None:
    assert RECORDED
    assert [name for name in RECORDED if not (DATA / f"{name}.tcplab").exists()] == []


@pytest.mark.parametrize("name", RECORDED)
def test_the_run_is_as_recorded(name: str) -> None:
    lines = list(json_lines(run(read_lab_file(DATA / f"{name}.tcplab"))))
    assert lines == (DATA / f"{name}.jsonl").read_text("utf-8").splitlines()
