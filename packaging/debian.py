"""A Debian package of the frozen folder, with all that a desktop wants to know, and its checks."""

import gzip
import os
import shutil
import subprocess
import sys
from pathlib import Path

import freeze
import publisher
import system_libraries
from environment import stop
from frozen_parts import FROM_THE_SYSTEM
from workshop import BUILD, DIST, PACKAGING, ROOT, day, fill, parts, run, version

SOURCES = PACKAGING / "linux"
TREE = BUILD / "deb"
INSIDE = Path("usr/lib/tcplab")
METAINFO = f"metainfo/{publisher.identifier('tcplab')}.metainfo.xml"
SVG = ROOT / "resources" / "icons" / "tcplab.svg"
REVISION = 1
# Plug-ins for a desktop that has what they need already; others do without.
IF_THERE = ("libqgtk3.so", "libcupsprintersupport.so")
NEEDED = ("dpkg-deb", "dpkg-shlibdeps", "lintian", "desktop-file-validate", "appstreamcli")

CONTROL = """Package: tcplab
Version: {version}
Architecture: {architecture}
Maintainer: {maintainer}
Installed-Size: {kilobytes}
Depends: {depends}
Recommends: libcups2t64 | libcups2, libgtk-3-0t64 | libgtk-3-0
Section: education
Priority: optional
Description: watch and touch a TCP connection
 TCP Lab shows how a TCP connection opens and closes, loses segments and
 recovers, step by step, each with the sentence of RFC 9293 that it obeys.
 Take hold of it: lose, delay or duplicate any segment, make the socket
 calls yourself, and see what would have happened otherwise. With lessons
 in English and Simplified Chinese.
"""
COPYRIGHT = """TCP Lab {version}, and what it brings along.

{licence}

Besides, the package contains, each under the licence named here. All texts are
in /usr/share/doc/tcplab/licences, those of code within Qt in qt-third-party.txt.

{parts}

On Debian systems the texts of the GNU General Public License and the GNU Lesser
General Public License, version 3, are in /usr/share/common-licenses/GPL-3 and
/usr/share/common-licenses/LGPL-3.

Qt and PySide6 are used unchanged, as libraries of their own in
/{inside}/_internal/PySide6, and may be replaced with others. Their sources:
https://download.qt.io/official_releases/
"""


def make() -> None:
    """The package in dist/, without an error by lintian and the validators."""
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing:
        stop(f"A Debian package is made on Debian; missing here: {', '.join(missing)}")
    libraries = {**system_libraries.X11, **system_libraries.WAYLAND}
    system_libraries.ensure(libraries)  # dpkg-shlibdeps looks up whose they are
    freeze.make()
    package = build(freeze.FOLDER)
    print(f"{package.name}: {package.stat().st_size / 1e6:.1f} MB", flush=True)
    check(package)


def build(folder: Path) -> Path:
    """The package of a frozen folder."""
    shutil.rmtree(TREE, ignore_errors=True)
    shutil.copytree(folder, TREE / INSIDE, symlinks=True)
    (TREE / INSIDE / "README.txt").unlink()  # copyright says the same
    for library in (TREE / INSIDE / "_internal").glob("lib*.so*"):
        if FROM_THE_SYSTEM.match(library.name):
            library.unlink()  # Debian has it, and keeps it safe
    (TREE / "usr/bin").mkdir()
    (TREE / "usr/bin/tcplab").symlink_to("../lib/tcplab/tcplab")
    _for_the_desktop(TREE / "usr/share")
    _documents(TREE / "usr/share/doc/tcplab")
    _control()
    _plain_modes()
    DIST.mkdir(exist_ok=True)
    run(["dpkg-deb", "--root-owner-group", "-Zxz", "--build", TREE, package_path()])
    return package_path()


def package_path() -> Path:
    """Where the package lies once it is made."""
    return DIST / f"tcplab_{version()}-{REVISION}_{_architecture()}.deb"


def _for_the_desktop(share: Path) -> None:
    for picture in freeze.draw_icons().glob("*.png"):
        size = f"{picture.stem}x{picture.stem}"
        _copy(picture, share / "icons/hicolor" / size / "apps/tcplab.png")
    _copy(SVG, share / "icons/hicolor/scalable/apps/tcplab.svg")
    _copy(SOURCES / "tcplab.desktop", share / "applications/tcplab.desktop")
    _copy(SOURCES / "tcplab.xml", share / "mime/packages/tcplab.xml")
    _write(share / METAINFO, fill(SOURCES / "tcplab.metainfo.xml"))
    _write(share / "man/man1/tcplab.1.gz", fill(SOURCES / "tcplab.1"))
    _copy(SOURCES / "lintian-overrides", share / "lintian/overrides/tcplab")


def _documents(doc: Path) -> None:
    licences = INSIDE / "_internal/tcplab/_resources/licences"
    doc.mkdir(parents=True)
    (doc / "licences").symlink_to(f"../../../{licences.relative_to('usr')}")
    licence = (ROOT / "LICENSE").read_text("utf-8").strip()
    told = "\n".join(f"  {one['name']}: {one['licence']}" for one in parts())
    _write(
        doc / "copyright",
        COPYRIGHT.format(version=version(), licence=licence, parts=told, inside=INSIDE),
    )
    _write(
        doc / "changelog.Debian.gz",
        f"tcplab ({version()}-{REVISION}) stable; urgency=medium\n\n"
        "  * What is new stands in changelog.gz.\n\n"
        f" -- {publisher.MAINTAINER}  {day('%a, %d %b %Y %H:%M:%S +0000')}\n",
    )
    _write(doc / "changelog.gz", (ROOT / "CHANGELOG.md").read_text("utf-8"))


def _control() -> None:
    size = sum(one.lstat().st_size for one in TREE.rglob("*") if one.is_file())
    (TREE / "DEBIAN").mkdir()
    (TREE / "DEBIAN/control").write_text(
        CONTROL.format(
            version=f"{version()}-{REVISION}",
            maintainer=publisher.MAINTAINER,
            architecture=_architecture(),
            kilobytes=size // 1024,
            depends=_depends(),
        ),
        "utf-8",
    )
    sums = [
        f"{line.split()[0]}  {line.split(maxsplit=1)[1]}"
        for line in run(["find", "usr", "-type", "f", "-exec", "md5sum", "{}", "+"], cwd=TREE)
        .strip()
        .splitlines()
    ]
    (TREE / "DEBIAN/md5sums").write_text("\n".join(sorted(sums, key=lambda one: one[34:])) + "\n")


def _depends() -> str:
    """The packages of the libraries that the folder is linked to and does not bring along."""
    binaries = [
        one
        for one in (TREE / INSIDE).rglob("*")
        if one.is_file() and not one.is_symlink() and one.name not in IF_THERE and _is_elf(one)
    ]
    own = sorted({one.parent for one in binaries})
    control = BUILD / "shlibdeps" / "debian"
    control.mkdir(parents=True, exist_ok=True)
    (control / "control").write_text("Source: tcplab\n\nPackage: tcplab\nArchitecture: any\n")
    told = run(
        ["dpkg-shlibdeps", "-O", "--ignore-missing-info", "--warnings=0"]
        + [f"-l{folder}" for folder in own]
        + [f"-e{binary}" for binary in binaries],
        cwd=control.parent,
    )
    (line,) = (one for one in told.splitlines() if one.startswith("shlibs:Depends="))
    return line.partition("=")[2]


def _is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def _plain_modes() -> None:
    """Whatever the umask was: folders and programs 755, files 644."""
    for one in TREE.rglob("*"):
        if not one.is_symlink():
            program = one.is_dir() or one == TREE / INSIDE / "tcplab"
            one.chmod(0o755 if program else 0o644)


def _architecture() -> str:
    return run(["dpkg", "--print-architecture"]).strip()


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _write(target: Path, text: str) -> None:
    """A name that ends in .gz is compressed, without a time in it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    data = text.encode()
    target.write_bytes(gzip.compress(data, 9, mtime=0) if target.suffix == ".gz" else data)


def check(package: Path) -> None:
    """What the validators say; stops at an error."""
    share = TREE / "usr/share"
    run(["desktop-file-validate", share / "applications/tcplab.desktop"])
    metainfo = share / METAINFO
    run(["appstreamcli", "validate", "--no-net", "--explain", metainfo])
    command = ["lintian", "--fail-on", "error", "--tag-display-limit", "0", str(package)]
    if os.geteuid() == 0:
        command.insert(1, "--allow-root")
    done = subprocess.run(command, capture_output=True, text=True)
    sys.stdout.write(done.stdout + done.stderr)
    if done.returncode:
        stop("lintian has found errors.")
    print("desktop-file-validate, appstreamcli and lintian: no errors", flush=True)
