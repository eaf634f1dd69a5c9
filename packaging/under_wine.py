"""The Windows installer of a stand-in for the program, tried under Wine: a smoke test, no more."""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import freeze
import windows_installer
from environment import stop
from workshop import run

PLACES = ("/usr/bin", "/usr/lib/wine")  # Debian hides its wine64 without wine
TARGET = "amd64-unicode"  # wine64 runs nothing else, and Debian's NSIS can make it
PATIENCE_S = 60
CLASSES = r"HKCU\Software\Classes"
UNINSTALL = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\TCP Lab"
KEYS = (rf"{CLASSES}\.tcplab", rf"{CLASSES}\TCPLab.Experiment", UNINSTALL)
STAND_IN = ("TCP Lab.exe", "tcplab.exe", "_internal/a.dll")


def make() -> None:
    """Installs, looks at files and registry, removes, and looks again."""
    wine = shutil.which("wine64", path=os.pathsep.join(PLACES))
    if wine is None:
        stop("Wine is missing: its wine64 runs the installer here.")
    with tempfile.TemporaryDirectory(prefix="tcplab-wine-") as folder:
        source = Path(folder) / "program"
        for name in STAND_IN:
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_text("a stand-in\n")
        setup = Path(folder) / "setup-of-a-stand-in.exe"
        icon = freeze.draw_icons() / "tcplab.ico"
        windows_installer.build(source, icon, setup)
        windows_installer.build(source, icon, setup, TARGET)
        environ = {"WINEPREFIX": f"{folder}/wine", "WINEDEBUG": "-all", "DISPLAY": ""}
        run([wine, "wineboot", "--init"], environ=environ)
        try:
            _try(wine, setup, environ)
        finally:
            server = Path(wine).with_name("wineserver")  # which ends by itself, but later
            subprocess.run([server, "--kill"], env={**os.environ, **environ})
    print("under Wine: installed for one user, associated, removed without a trace", flush=True)


def _try(wine: str, setup: Path, environ: dict[str, str]) -> None:
    run([wine, setup, "/S"], environ=environ)
    users = Path(environ["WINEPREFIX"]) / "drive_c" / "users"
    (home,) = users.glob("*/AppData/Local/Programs/TCP Lab")
    if missing := [name for name in STAND_IN if not (home / name).exists()]:
        stop(f"The installer has forgotten {missing}.")
    if not list(users.glob("*/AppData/Roaming/Microsoft/Windows/Start Menu/Programs/TCP Lab.lnk")):
        stop("The start menu has no TCP Lab.")
    if missing := [key for key in KEYS if not _has(wine, key, environ)]:
        stop(f"The registry lacks {missing}.")
    (home / "mine.txt").write_text("no file of the program's")
    run([wine, home / "uninstall.exe", "/S"], environ=environ)  # which goes on in a copy of itself
    until = time.monotonic() + PATIENCE_S
    while any(_has(wine, key, environ) for key in KEYS) and time.monotonic() < until:
        time.sleep(1)
    left = [path.name for path in users.rglob("TCP Lab*")] + [path.name for path in home.iterdir()]
    if left != ["TCP Lab", "mine.txt"] or any(_has(wine, key, environ) for key in KEYS):
        stop(f"Removing has left {left}, or keys of the registry.")


def _has(wine: str, key: str, environ: dict[str, str]) -> bool:
    asked = subprocess.run(
        [wine, "reg", "query", key], env={**os.environ, **environ}, capture_output=True
    )
    return asked.returncode == 0
