"""The wheel and the source distribution, and whether the window opens where they are installed."""

import shutil
import tempfile
from pathlib import Path

from workshop import (
    BUILD,
    DIST,
    PACKAGING,
    ROOT,
    empty_environment,
    environ_of_builds,
    install,
    run,
    tools,
    version,
)

OPENS = PACKAGING / "opens.py"


def make() -> None:
    """Both in dist/, each tried in an environment of its own."""
    for made in build():
        check(made)


def build(target: Path = DIST) -> tuple[Path, Path]:
    """The source distribution, and the wheel that is built from it."""
    python = tools("build", "build")
    run([python, "-m", "build", "--outdir", target, ROOT], environ=environ_of_builds())
    return target / f"tcplab-{version()}.tar.gz", target / f"tcplab-{version()}-py3-none-any.whl"


def wheel() -> Path:
    """A wheel of the checkout as it is now, on the way to something else."""
    return build(BUILD / "wheel")[1]


def check(made: Path) -> None:
    """Installs it where nothing else is, and opens the window far from the checkout."""
    with tempfile.TemporaryDirectory(prefix="tcplab-") as folder:
        python = empty_environment(Path(folder) / "env")
        install(python, made)
        shutil.copy(OPENS, folder)
        home = Path(folder) / "home"
        home.mkdir()
        environ = {
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home),
            "APPDATA": str(home),
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONPATH": "",
            "TCPLAB_LESSONS": str(home),
        }
        told = run([python, Path(folder) / OPENS.name], cwd=home, environ=environ)
    print(f"{made.name}: {made.stat().st_size / 1e6:.1f} MB; {told.strip()}", flush=True)
