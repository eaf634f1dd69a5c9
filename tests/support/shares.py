"""How the tests are shared out among processes (pytest -n): file by file."""

from xdist.scheduler import LoadFileScheduling  # type: ignore[import-untyped]

_WAITS = "tests/interop"  # for real timers, in namespaces that are made once
_FIRST = (_WAITS, "tests/property", "tests/unit/packaging", "tests/unit/sim", "tests/unit/test_cli")


class Shares(LoadFileScheduling):  # type: ignore[misc]
    """One process gets all tests that ask the kernel."""

    def _split_scope(self, nodeid: str) -> str:
        return _WAITS if nodeid.startswith(_WAITS) else str(super()._split_scope(nodeid))


def rank(nodeid: str) -> int:
    """Files that take long come first, so that no process ends long after the others."""
    places = [nth for nth, name in enumerate(_FIRST) if nodeid.startswith(name)]
    return places[0] if places else len(_FIRST)
