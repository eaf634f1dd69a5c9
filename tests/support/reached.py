"""pytest --unreached: lists the rules of the engine that no test of this run has obeyed.

A rule counts where the engine obeys it, be it for a dialogue, a simulation or a window.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from tcplab.engine.processing import Processing
from tcplab.engine.rules import Rule


class Reached:
    """Watches the engine during one run of pytest; with -n each worker tells what it saw."""

    def __init__(self) -> None:
        self._paths: set[str] = set()
        obey = Processing.rule

        def rule(processing: Processing, rule: Rule | None) -> None:
            if rule is not None:  # the end of the last one
                self._paths.add(rule.value)
            obey(processing, rule)

        Processing.rule = rule  # type: ignore[method-assign, assignment]

    @property
    def unreached(self) -> list[str]:
        """The rules that are missing, in the order of the RFC's sections."""
        return [rule.value for rule in Rule if rule.value not in self._paths]

    @pytest.hookimpl(wrapper=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Iterator[None]:
        """Status 1 where all went well but a rule was not reached."""
        worker = getattr(session.config, "workeroutput", None)
        if worker is not None:
            worker["rules"] = sorted(self._paths)
        yield
        if worker is None and self.unreached and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """A worker has ended."""
        self._paths.update(getattr(node, "workeroutput", {}).get("rules", ()))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """One rule a line, then how many."""
        terminalreporter.section("rules never reached")
        for path in self.unreached:
            terminalreporter.write_line(path)
        terminalreporter.write_line(f"{len(self.unreached)} of {len(Rule)} rules")
