"""What is found out of a run is one thing, whoever asks and when, and goes with the run."""

from tcplab.lab.findings import Findings
from tcplab.lab.slices import Slices, whole
from tcplab.sim.run import Run, run
from tests.support.experiments import opened


def _listing(of: Run) -> Slices[list[int]]:
    yield
    return [one.index for one in of.moments]


def test_who_asks_while_it_is_found_out_gets_the_same() -> None:
    of, findings = run(opened()), Findings(_listing)
    half_way = findings.finding(of)
    next(half_way)
    found = findings.of(of)
    assert whole(half_way) is found is findings.of(of)


def test_nothing_is_known_of_a_run_that_is_gone() -> None:
    of, findings = run(opened()), Findings(_listing)
    assert findings.known == [] != findings.of(of)
    assert len(findings.known) == 1
    del of
    assert findings.known == []
