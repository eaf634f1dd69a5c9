"""The Windows installer of a frozen folder; NSIS's makensis writes it on any system."""

import platform
import shutil
from pathlib import Path

import freeze
import publisher
from environment import stop
from workshop import BUILD, DIST, PACKAGING, run, version

PLACE = r"C:\Program Files (x86)\NSIS"
SCRIPT = PACKAGING / "windows" / "tcplab.nsi"
# NSIS as its project hands it out has no other. A program of 32 bits runs on every Windows, and of
# one user's registry and folders it sees what all programs see.
TARGET = "x86-unicode"


def make() -> None:
    """The installer in dist/ of what is frozen here, which has to be Windows."""
    if platform.system() != "Windows":
        stop("Windows programs are frozen on Windows; makensis alone runs elsewhere too.")
    freeze.make()
    DIST.mkdir(exist_ok=True)
    made = DIST / f"tcplab-{version()}-windows-{platform.machine().lower()}-setup.exe"
    build(freeze.FOLDER, BUILD / "icons" / "tcplab.ico", made)
    print(f"{made.name}: {made.stat().st_size / 1e6:.1f} MB", flush=True)


def build(folder: Path, icon: Path, made: Path, target: str = TARGET) -> None:
    """Writes the installer of a folder with `TCP Lab.exe`; a warning of makensis is an error."""
    makensis = shutil.which("makensis") or shutil.which("makensis", path=PLACE)
    if makensis is None:
        stop("NSIS is missing: its makensis writes the installer.")
    told = {"TARGET": target, "VERSION": version(), "PUBLISHER": publisher.NAME}
    where = {"SOURCE": folder / "*", "ICON": icon, "OUT": made}
    defined = [f"-D{name}={value}" for name, value in {**told, **where}.items()]
    run([makensis, "-V2", "-WX", "-INPUTCHARSET", "UTF8", *defined, SCRIPT])
