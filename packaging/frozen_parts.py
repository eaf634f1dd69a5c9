"""What goes into the frozen folder: of Qt only what the program uses, of a Linux system nothing
that every desktop has. Read by frozen/tcplab.spec."""

import re
from collections.abc import Callable, Iterable
from pathlib import PurePath

import publisher

Entry = tuple[str, str, str]
"""Where a file goes (relative), where it is (absolute), and PyInstaller's name for its kind."""

UNUSED_MODULES = (
    # Each of the first row would bring a library of the build system along.
    *("_bz2", "_curses", "_hashlib", "_lzma", "_sqlite3", "_ssl", "_tkinter", "_uuid", "readline"),
    # Pillow packs animations alone: no other pictures, no fonts, colours and arrays of its own.
    *("PIL._avif", "PIL._imagingcms", "PIL._imagingft", "PIL._imagingtk"),
    # pyqtgraph draws lines with numpy's arrays; it asks for none of these unless one uses them.
    *("numpy.f2py", "numpy.fft", "numpy.polynomial", "numpy.random", "numpy.testing"),
    *("setuptools", "ssl", "unittest", "PySide6.QtDBus", "PySide6.QtTest"),
)
PLUGINS = {
    # Qt's way to the screen of each system; offscreen draws for `tcplab export`.
    "platforms": {"xcb", "wayland", "offscreen", "windows", "cocoa"},
    # The system's theme and its file dialogs.
    "platformthemes": {"gtk3", "xdgdesktopportal"},
    "styles": {"modernwindowsstyle", "macstyle"},
    "platforminputcontexts": {"compose", "ibus"},
    "wayland-decoration-client": {"adwaita", "bradient"},
    "wayland-shell-integration": {"xdg-shell"},
    "wayland-graphics-integration-client": {"qt-plugin-wayland-egl"},
    "imageformats": {"svg", "ico", "icns"},
    "iconengines": {"svgicon"},
    "printsupport": {"cupsprintersupport"},
}
TRANSLATIONS = {"qtbase_zh_CN.qm"}
# Folders of data in packages: pyqtgraph's logo in every size, its colour maps; what pip keeps.
UNUSED_FOLDERS = {"peegee", "colors", "sboms"}
# Of the libraries that lie outside the wheels: those that not every Linux desktop has.
FROM_THE_SYSTEM = re.compile(r"libffi\.|libxcb-(cursor|icccm|image|keysyms|render-util|util)\.")
_PYTHON = re.compile(r"libpython3|python3.*\.dll|Python$")


def chosen(
    binaries: Iterable[Entry], needs: Callable[[str], set[str]], *, linux: bool
) -> list[Entry]:
    """The extension modules, the plugins in PLUGINS, and the libraries that these need.

    `needs` gives the file names of the libraries that a file is linked to.
    """
    entries = list(binaries)
    # Windows does not tell VCRUNTIME140.dll from vcruntime140.dll.
    libraries = {_name(one).casefold(): one for one in entries if not _is_plugin(one[0])}
    waiting = [one for one in entries if _is_root(one)]
    kept = {one[0] for one in waiting}
    while waiting:
        for name in needs(waiting.pop()[1]):
            library = libraries.get(name.casefold())
            if library and library[0] not in kept and (not linux or _may_come(library)):
                kept.add(library[0])
                waiting.append(library)
    return [one for one in entries if one[0] in kept]


def chosen_data(data: Iterable[Entry], binaries: Iterable[Entry]) -> list[Entry]:
    """Qt's translations into languages that we speak; links to chosen binaries, and what their
    frameworks have besides; all the rest but what pip wrote for itself."""
    libraries = {_name(one) for one in binaries}
    return [one for one in data if _is_wanted(PurePath(one[0]), one[2] == "SYMLINK", libraries)]


def _is_wanted(path: PurePath, link: bool, libraries: set[str]) -> bool:
    for part in path.parts:
        if part.endswith(".framework"):
            return part.removesuffix(".framework") in libraries
    if link:
        return path.name in libraries
    if path.parent.name == "translations":
        return path.name in TRANSLATIONS
    if path.parent.name.endswith(".dist-info"):
        return path.name in ("METADATA", "LICENSE")
    return path.suffix != ".ts" and UNUSED_FOLDERS.isdisjoint(path.parts)


def _is_root(entry: Entry) -> bool:
    """What is loaded by name, and not because something is linked to it."""
    target, _, kind = entry
    if _is_plugin(target):
        return _plugin(target) in PLUGINS.get(PurePath(target).parent.name, ())
    return kind == "EXTENSION" or _PYTHON.match(_name(entry)) is not None


def _name(entry: Entry) -> str:
    return PurePath(entry[0]).name


def _is_plugin(target: str) -> bool:
    return "plugins" in PurePath(target).parts


def _plugin(target: str) -> str:
    """`platforms/libqxcb.so` and `platforms/qxcb.dll` are both xcb."""
    stem = PurePath(target).name.partition(".")[0].removeprefix("lib")
    if stem == "qt-plugin-wayland-egl":
        return stem
    return stem.removesuffix("platforminputcontextplugin").removeprefix("q")


def _may_come(entry: Entry) -> bool:
    inside_a_package = len(PurePath(entry[0]).parts) > 1
    return inside_a_package or FROM_THE_SYSTEM.match(_name(entry)) is not None


def version_resource(version: str, file: str) -> str:
    """What Windows shows of a program, in the form that PyInstaller reads."""
    numbers = tuple(map(int, f"{version}.0".split(".")))
    words = {
        "CompanyName": publisher.NAME,
        "FileDescription": "TCP Lab",
        "FileVersion": version,
        "InternalName": "tcplab",
        "LegalCopyright": f"{publisher.NAME}; MIT licence",
        "OriginalFilename": file,
        "ProductName": "TCP Lab",
        "ProductVersion": version,
    }
    told = ", ".join(f"StringStruct({name!r}, {word!r})" for name, word in words.items())
    return f"""VSVersionInfo(
    ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3F, OS=0x40004, fileType=0x1),
    kids=[
        StringFileInfo([StringTable('040904B0', [{told}])]),
        VarFileInfo([VarStruct('Translation', [1033, 1200])]),
    ],
)
"""
