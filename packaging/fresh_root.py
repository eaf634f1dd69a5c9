"""The Debian package where nothing else is: a new root file system, without Python, in a chroot."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import debian
import distributions
import smoke
from environment import stop
from workshop import BUILD, ROOT, run

SUITES = ("bookworm", "trixie")  # Debian 12 and 13
USER = "pupil"
HOME = f"/home/{USER}"
EXPERIMENT = ROOT / "tests" / "data" / "simultaneous-open.tcplab"
NEEDED = ("mmdebstrap", "unshare", "Xvfb")
CHINESE = {"LANG": "zh_CN.UTF-8", "LC_CTYPE": "C.UTF-8"}  # whose texts, and which characters
# What is mounted is gone when the command ends: it has its own mount name space.
INSIDE = """
mount --bind /proc "$0/proc"; mount --rbind /dev "$0/dev"
mkdir -p "$0/tmp/.X11-unix"; mount --bind /tmp/.X11-unix "$0/tmp/.X11-unix"
exec chroot "$@"
"""


def make() -> None:
    """All that goes out for Linux, and the pictures of what has come of it."""
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if os.geteuid() != 0 or missing:
        why = f"; missing here: {', '.join(missing)}" if missing else ""
        stop(f"A new root file system is made by root, on Debian{why}.")
    distributions.make()
    debian.make()
    for suite in SUITES:
        check(debian.package_path(), suite)


def check(package: Path, suite: str) -> None:
    """Installs the package, starts it as an ordinary user, looks, and removes it again."""
    with tempfile.TemporaryDirectory(prefix="tcplab-root-") as folder:
        place = Path(folder)
        place.chmod(0o755)
        print(f"Making a root file system of {suite} …", flush=True)
        run(["mmdebstrap", "--variant=minbase", "--quiet", suite, place])
        _without_python(place)
        _install(place, str(shutil.copy(package, place / "tmp")))
        _without_python(place)
        _in(place, "useradd", "--create-home", USER)
        _told(place, "tcplab", "lessons")
        _look(place, suite)
        _is_known_to_desktops(place)
        _in(place, "apt-get", "remove", "--yes", "tcplab")
        if left := list(place.glob("usr/lib/tcplab*")):
            stop(f"Removing it has left {left}.")
    print("installed, started, photographed, removed", flush=True)


def _look(place: Path, suite: str) -> None:
    """The window in both languages, and a second start that hands its file to the first."""
    fonts = sorted(path.name for path in (place / "usr/share/fonts").rglob("*.[to]t[fc]"))
    print(f"fonts of the system: {', '.join(fonts) or 'none'}", flush=True)
    if not all(name.startswith("DejaVu") for name in fonts):
        stop("With fonts that may be Chinese this root does not show whose Chinese is seen.")
    shutil.copy(EXPERIMENT, place / HOME[1:] / EXPERIMENT.name)
    with smoke.virtual_screen() as display:
        for name, language in (("en", {"LANG": "C.UTF-8"}), ("zh_CN", CHINESE)):
            environ = {"DISPLAY": display, **language}
            with _started(place, environ) as window:
                smoke.photograph(display, BUILD / f"{suite}-{name}.png")
                if name == "en":
                    _told(place, "tcplab", "--dialogs", EXPERIMENT.name, environ=environ)
                    smoke.photograph(display, BUILD / f"{suite}-second-start.png")
                if window.poll() is not None:
                    stop(f"tcplab has ended with status {window.returncode}.")
    print(f"pictures: {BUILD}/{suite}-*.png", flush=True)


@contextmanager
def _started(place: Path, environ: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(_as_user(place, environ, "tcplab")) as window:
        try:
            yield window
        finally:
            window.terminate()


def _told(place: Path, *command: str, environ: Mapping[str, str] | None = None) -> str:
    return run(_as_user(place, environ or {}, *command))


def _as_user(place: Path, environ: Mapping[str, str], *command: str) -> list[str]:
    """A command in the root, with an environment of its own, in the user's home."""
    words = {"HOME": HOME, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **environ}
    env = ["env", "-i", "-C", HOME, *(f"{name}={word}" for name, word in words.items())]
    return [*_chroot(place, f"--userspec={USER}:{USER}"), *env, *command]


def _in(place: Path, *command: str) -> str:
    return run([*_chroot(place), "env", "DEBIAN_FRONTEND=noninteractive", *command])


def _chroot(place: Path, *options: str) -> list[str]:
    return ["unshare", "--mount", "sh", "-ec", INSIDE, str(place), *options, str(place)]


def _install(place: Path, package: str) -> None:
    shutil.copy("/etc/resolv.conf", place / "etc/resolv.conf")
    inside = f"/tmp/{Path(package).name}"
    _in(place, "apt-get", "update")
    told = _in(place, "apt-get", "install", "--yes", "--no-install-recommends", inside)
    (line,) = (one for one in told.splitlines() if "newly installed" in one)
    print(f"apt-get install: {line}", flush=True)


def _without_python(place: Path) -> None:
    if found := list(place.glob("usr/bin/python*")):
        stop(f"This root is not without Python: {found}")


def _is_known_to_desktops(place: Path) -> None:
    """What a file manager would do on a double click."""
    packages = ("shared-mime-info", "desktop-file-utils", "libglib2.0-bin")
    _in(place, "apt-get", "install", "--yes", "--no-install-recommends", *packages)
    kind = _told(place, "gio", "info", "-a", "standard::content-type", EXPERIMENT.name)
    program = _told(place, "gio", "mime", "application/x-tcplab")
    if "application/x-tcplab" not in kind or "tcplab.desktop" not in program:
        sys.stderr.write(kind + program)
        stop("A double click would not open an experiment.")
    print("an experiment is known by its ending, and opens with tcplab", flush=True)
