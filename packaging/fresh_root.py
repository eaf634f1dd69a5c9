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
import desktop
import distributions
import smoke
from environment import stop
from workshop import BUILD, ROOT, run

SUITES = ("bookworm", "trixie")  # Debian 12 and 13
USER = "pupil"
HOME = f"/home/{USER}"
DATA = ROOT / "tests" / "data"
# Two experiments, and what stands of them in the window's title.
EXPERIMENTS = {
    "simultaneous-open.tcplab": "Two hosts that connect",
    "half-close.tcplab": "sends the FIN, and the other stream",
}
ANOTHER = ("teardown", "Four segments close")  # a lesson, for a window of its own
SHOWN = {"g": ("plots", "Plots"), "F5": ("stage", "^TCP Lab$")}  # by which key, with which title
NEEDED = ("mmdebstrap", "unshare", *desktop.NEEDED)
ENGLISH = {"LANG": "C.UTF-8"}
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
        _use(place, suite)
        _under_wayland(place, suite)
        _in(place, "apt-get", "remove", "--yes", "tcplab")
        if left := list(place.glob("usr/lib/tcplab*")):
            stop(f"Removing it has left {left}.")
    print("installed, started, photographed, removed", flush=True)


def _look(place: Path, suite: str) -> None:
    """The window in both languages, where there is nothing but what the package asked for."""
    fonts = sorted(path.name for path in (place / "usr/share/fonts").rglob("*.[to]t[fc]"))
    print(f"fonts of the system: {', '.join(fonts) or 'none'}", flush=True)
    if not all(name.startswith("DejaVu") for name in fonts):
        stop("With fonts that may be Chinese this root does not show whose Chinese is seen.")
    with smoke.virtual_screen() as display:
        for name, language in (("en", ENGLISH), ("zh_CN", CHINESE)):
            with _started(place, {"DISPLAY": display, **language}):
                smoke.photograph(display, BUILD / f"{suite}-{name}.png")


def _use(place: Path, suite: str) -> None:
    """With a window manager: plots, stage, a second start behind another window, a double click."""
    (called, by_start), (clicked, by_click) = EXPERIMENTS.items()
    lesson, title = ANOTHER
    with desktop.x11() as display:
        environ = {"DISPLAY": display, **ENGLISH}
        with _started(place, environ) as window:
            desktop.until_in_front(display, "TCP Lab", window.pid)
            for key, (what, shown) in SHOWN.items():
                desktop.press(display, key)
                desktop.until_in_front(display, shown, window.pid)
                smoke.photograph(display, BUILD / f"{suite}-{what}.png")
                desktop.press(display, "Escape")
                desktop.until_in_front(display, ". – TCP Lab$", window.pid)
            with _started(place, environ, "--new-window", lesson) as other:
                desktop.until_in_front(display, title, other.pid)
                _told(place, "tcplab", "--dialogs", called, environ=environ)
                desktop.until_in_front(display, by_start, window.pid)
                smoke.photograph(display, BUILD / f"{suite}-second-start.png")
            _told(place, "gio", "open", clicked, environ=environ)
            desktop.until_in_front(display, by_click, window.pid)
    if not (place / HOME[1:] / ".config/TCP Lab/TCP Lab.conf").exists():
        stop("The settings are not where Linux keeps settings.")
    print("plots, stage, a second start and a double click: in front", flush=True)


def _under_wayland(place: Path, suite: str) -> None:
    """The same program without X; its second start changes what is seen."""
    inside = Path("tmp/wayland")
    with desktop.wayland(place / inside) as socket:
        environ = {"WAYLAND_DISPLAY": f"/{inside / socket.name}", **ENGLISH}
        shots = [BUILD / f"{suite}-wayland.png", BUILD / f"{suite}-wayland-second-start.png"]
        with _started(place, environ):
            smoke.photograph(socket, shots[0])
            _told(place, "tcplab", "--dialogs", *[*EXPERIMENTS][:1], environ=environ)
            smoke.photograph(socket, shots[1])
        if shots[0].read_bytes() == shots[1].read_bytes():
            stop("Under Wayland a second start changes nothing.")
    print(f"pictures: {BUILD}/{suite}-*.png", flush=True)


@contextmanager
def _started(
    place: Path, environ: Mapping[str, str], *arguments: str
) -> Iterator[subprocess.Popen[bytes]]:
    """A window, which may not end before it is no longer needed."""
    with subprocess.Popen(_as_user(place, environ, "tcplab", *arguments)) as window:
        try:
            yield window
            if window.poll() is not None:
                stop(f"tcplab has ended with status {window.returncode}.")
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
    """Whose a double click would be; a file manager's own packages are installed for it."""
    packages = ("shared-mime-info", "desktop-file-utils", "libglib2.0-bin")
    _in(place, "apt-get", "install", "--yes", "--no-install-recommends", *packages)
    for name in EXPERIMENTS:
        shutil.copy(DATA / name, place / HOME[1:] / name)
    kind = _told(place, "gio", "info", "-a", "standard::content-type", *EXPERIMENTS)
    program = _told(place, "gio", "mime", "application/x-tcplab")
    if "application/x-tcplab" not in kind or "tcplab.desktop" not in program:
        sys.stderr.write(kind + program)
        stop("A double click would not open an experiment.")
    print("an experiment is known by its ending, and opens with tcplab", flush=True)
