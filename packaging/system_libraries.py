"""The libraries that Qt expects of a Linux system: which are missing, and how to get them."""

import ctypes
import os
import platform
import shutil
import subprocess
from collections.abc import Callable, Mapping

from environment import stop

# What a loader looks for → the Debian and Ubuntu packages that have it, the newest name first.
Libraries = Mapping[str, tuple[str, ...]]

OFFSCREEN: Libraries = {
    "libglib-2.0.so.0": ("libglib2.0-0t64", "libglib2.0-0"),
    "libGL.so.1": ("libgl1",),
    "libEGL.so.1": ("libegl1",),
    "libdbus-1.so.3": ("libdbus-1-3",),
    "libfontconfig.so.1": ("libfontconfig1",),
    "libxkbcommon.so.0": ("libxkbcommon0",),
    "libgssapi_krb5.so.2": ("libgssapi-krb5-2",),  # lrelease, through QtNetwork
}
X11: Libraries = {
    **OFFSCREEN,
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0",),
    "libxcb-cursor.so.0": ("libxcb-cursor0",),
    "libxcb-icccm.so.4": ("libxcb-icccm4",),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1",),
    "libxcb-shape.so.0": ("libxcb-shape0",),
}
WAYLAND: Libraries = {
    **OFFSCREEN,
    "libwayland-client.so.0": ("libwayland-client0",),
    "libwayland-cursor.so.0": ("libwayland-cursor0",),
    "libwayland-egl.so.1": ("libwayland-egl1",),
}


def needed(environ: Mapping[str, str]) -> Libraries:
    """Those of the platform plug-in that Qt is going to choose."""
    if environ.get("QT_QPA_PLATFORM") == "offscreen":
        return OFFSCREEN
    if environ.get("DISPLAY"):
        return X11
    return WAYLAND if environ.get("WAYLAND_DISPLAY") else OFFSCREEN


def missing(libraries: Libraries) -> list[str]:
    """Those that this process cannot load, by trying."""
    return [name for name in libraries if not _loads(name)]


def _apt_knows(package: str) -> bool:
    found = subprocess.run(["apt-cache", "show", package], capture_output=True)
    return found.returncode == 0


def packages(
    libraries: Libraries, lacking: list[str], knows: Callable[[str], bool] = _apt_knows
) -> list[str]:
    """For each library the first of its packages that this release knows."""
    return [
        next((name for name in libraries[library] if knows(name)), libraries[library][-1])
        for library in lacking
    ]


def ensure(libraries: Libraries) -> None:
    """Install what is missing if this is root on Debian or Ubuntu, else say what to install."""
    lacking = missing(libraries)
    if not lacking:
        return
    if shutil.which("apt-get") is None or not _debian_like():
        stop(f"Qt needs these system libraries, please install them: {' '.join(lacking)}")
    if os.geteuid() == 0:
        print(f"Installing system libraries for Qt: {' '.join(lacking)}", flush=True)
        _apt("update")
        _apt("install", "--yes", "--no-install-recommends", *packages(libraries, lacking))
        lacking = missing(libraries)
    if lacking:
        names = " ".join(packages(libraries, lacking))
        stop(f"Qt needs system libraries; install them with: sudo apt-get install {names}")


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _debian_like() -> bool:
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        return False
    words = f"{release.get('ID', '')} {release.get('ID_LIKE', '')}".split()
    return "debian" in words or "ubuntu" in words


def _apt(*arguments: str) -> None:
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "--quiet", *arguments]
    if subprocess.run(command, env=environ, stdout=subprocess.DEVNULL).returncode:
        stop(f"{' '.join(command)} failed: is this computer connected to the network?")
