"""The virtual environment is believed only when complete; what is half-made is made again."""

import os
import shutil
from pathlib import Path

import pytest

import environment

PYPROJECT = """
[build-system]
requires = []
build-backend = "none"
[project]
dependencies = ["a-package-that-nobody-has==1"]
[project.optional-dependencies]
dev = []
"""


def describe(root: Path) -> Path:
    (root / "packaging").mkdir(parents=True)
    (root / "pyproject.toml").write_text(PYPROJECT)
    (root / "packaging" / "constraints.txt").write_text("")
    return root


class Installer:
    """Stands where pip would be: counts, and ends as it is told."""

    def __init__(self, failure: str | None = None, interrupted: bool = False) -> None:
        self.calls = 0
        self.failure = failure
        self.interrupted = interrupted

    def __call__(self, root: Path) -> str | None:
        self.calls += 1
        if self.interrupted:
            raise KeyboardInterrupt
        return self.failure


def maker(fresh: Path) -> environment.Make:
    """Makes an environment quickly, out of one that has been made."""

    def make(root: Path) -> None:
        shutil.rmtree(root / ".venv")
        shutil.copytree(fresh / ".venv", root / ".venv", symlinks=True)
        environment.stamp(root).write_text(environment.UNFINISHED)

    return make


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout whose environment has just been made."""
    root = describe(tmp_path_factory.mktemp("fresh") / "checkout")
    install = Installer()
    environment.ensure(root, install=install)
    assert install.calls == 1
    return root


@pytest.fixture
def checkout(fresh: Path, tmp_path: Path) -> Path:
    """The same at another place, complete there too."""
    root = tmp_path / "checkout"
    shutil.copytree(fresh, root, symlinks=True)
    environment.ensure(root, install=Installer())
    return root


def test_a_second_start_installs_nothing(fresh: Path) -> None:
    install = Installer()
    environment.ensure(fresh, install=install)
    assert environment.ready(fresh)
    assert install.calls == 0


@pytest.mark.parametrize("change", ["pyproject.toml", "packaging/constraints.txt"])
def test_changed_requirements_are_installed_into_the_same_environment(
    checkout: Path, change: str
) -> None:
    (checkout / ".venv" / "mine").touch()
    text = (checkout / change).read_text().replace("has==1", "has==2") + "\n# changed\n"
    (checkout / change).write_text(text)
    install = Installer()
    environment.ensure(checkout, install=install)
    assert install.calls == 1
    assert environment.ready(checkout)
    assert (checkout / ".venv" / "mine").exists()


def test_a_moved_checkout_is_installed_again(checkout: Path, tmp_path: Path) -> None:
    moved = checkout.rename(tmp_path / "elsewhere")
    assert not environment.ready(moved)


def test_an_interrupted_install_is_not_believed_and_remade(checkout: Path, fresh: Path) -> None:
    (checkout / "packaging" / "constraints.txt").write_text("# changed")
    with pytest.raises(KeyboardInterrupt):
        environment.ensure(checkout, install=Installer(interrupted=True))
    assert not environment.ready(checkout)
    (checkout / ".venv" / "half").touch()
    environment.ensure(checkout, maker(fresh), Installer())
    assert environment.ready(checkout)
    assert not (checkout / ".venv" / "half").exists()


def test_a_failed_install_stops_and_leaves_what_was(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    complete = environment.stamp(checkout).read_text()
    (checkout / "packaging" / "constraints.txt").write_text("# changed")
    with pytest.raises(SystemExit) as stopped:
        environment.ensure(checkout, install=Installer("It rains."))
    assert stopped.value.code == 2
    assert capsys.readouterr().err == "It rains.\n"
    assert environment.stamp(checkout).read_text() == complete
    assert not environment.ready(checkout)


def test_one_made_by_hand_is_adopted(checkout: Path) -> None:
    environment.stamp(checkout).unlink()
    (checkout / ".venv" / "mine").touch()
    environment.ensure(checkout, install=Installer())
    assert environment.ready(checkout)
    assert (checkout / ".venv" / "mine").exists()


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for another Python is a shell script")
def test_one_of_another_python_is_remade(checkout: Path, fresh: Path) -> None:
    (checkout / "packaging" / "constraints.txt").write_text("# changed")
    other = environment.python(checkout)
    other.unlink()
    other.write_text("#!/bin/sh\necho 3 9\n")
    other.chmod(0o755)
    environment.ensure(checkout, maker(fresh), Installer())
    assert not other.read_bytes().startswith(b"#!/bin/sh")


def test_without_a_network_one_sentence_says_so(
    fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/")
    monkeypatch.setenv("PIP_RETRIES", "1")
    reason = environment.install(fresh)
    assert reason == "The package index cannot be reached: this needs the network, once."


def test_what_pip_says_is_passed_on(fresh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    reason = environment.install(fresh)
    assert reason is not None
    assert "a-package-that-nobody-has" in reason or "editables" in reason
    assert "\n" not in reason
