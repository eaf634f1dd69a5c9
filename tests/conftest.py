"""What every test shares: Qt without a screen, and property tests that repeat exactly."""

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before any test imports Qt
os.environ["TCPLAB_LESSONS"] = os.devnull  # whoever runs the tests may have lessons of their own

# The same examples on every machine, and a slow machine is no failure.
settings.register_profile(
    "tcplab",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
)
# packaging/mutants.py asks whether a test fails, not for the shortest example.
settings.register_profile(
    "mutants", settings.get_profile("tcplab"), phases=(Phase.explicit, Phase.generate)
)
settings.load_profile("tcplab")


@pytest.fixture(scope="session")
def qapp_cls() -> type:
    """The program's own application, for pytest-qt: there can be but one in a process."""
    from tcplab.ui.app import Application  # not every test needs Qt

    return Application


def pytest_addoption(parser: pytest.Parser) -> None:
    """What the command line can ask for besides."""
    parser.addoption(
        "--unreached",
        action="store_true",
        help="list the rules of the engine that no test of this run has obeyed; fail if there are",
    )


def pytest_configure(config: pytest.Config) -> None:
    """The engine is watched only where that is asked for."""
    if config.getoption("--unreached"):
        from tests.support.reached import Reached

        config.pluginmanager.register(Reached())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first, where several processes share the tests."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        from tests.support.shares import rank

        items.sort(key=lambda item: rank(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With -n: who runs what."""
    from tests.support.shares import Shares

    config.option.loadscopereorder = False
    return Shares(config, log)
