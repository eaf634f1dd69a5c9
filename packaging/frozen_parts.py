"""What goes into the frozen folder: of Qt only what the program uses, of a Linux system nothing
that every desktop has. Read by frozen/tcplab.spec."""

import re
from collections.abc import Callable, Iterable
from pathlib import PurePath

Entry = tuple[str, str, str]
"""Where a file goes (relative), where it is (absolute), and PyInstaller's name for its kind."""

UNUSED_MODULES = (
    # Each of the first row would bring a library of the build system along.
    *("_bz2", "_curses", "_hashlib", "_lzma", "_sqlite3", "_ssl", "_tkinter", "_uuid", "readline"),
    # Pillow packs animations alone: no other pictures, no fonts and colours of its own.
    *("PIL._avif", "PIL._imagingcms", "PIL._imagingft", "PIL._imagingtk"),
    *("multiprocessing", "pydoc", "setuptools", "ssl", "unittest", "PySide6.QtDBus"),
)
PLUGINS = {
    # Qt's way to the screen of each system; offscreen draws for `tcplab export`.
    "platforms": {"xcb", "wayland", "offscreen", "windows", "cocoa"},
    # The system's theme and its file dialogs.
    "platformthemes": {"gtk3", "xdgdesktopportal"},
    "styles": {"modernwindowsstyle", "macstyle"},
    "platforminputcontexts": {
        "composeplatforminputcontextplugin",
        "ibusplatforminputcontextplugin",
    },
    "wayland-decoration-client": {"adwaita", "bradient"},
    "wayland-shell-integration": {"xdg-shell"},
    "wayland-graphics-integration-client": {"qt-plugin-wayland-egl"},
    "imageformats": {"svg", "ico", "icns"},
    "iconengines": {"svgicon"},
    "printsupport": {"cupsprintersupport", "windowsprintersupport", "cocoaprintersupport"},
}
TRANSLATIONS = {"qtbase_zh_CN.qm"}
# Of the libraries that lie outside the wheels: those that not every Linux desktop has.
FROM_THE_SYSTEM = re.compile(r"libffi\.|libxcb-(cursor|icccm|image|keysyms|render-util|util)\.")


def chosen(
    binaries: Iterable[Entry], needs: Callable[[str], set[str]], *, linux: bool
) -> list[Entry]:
    """The extension modules, the plugins in PLUGINS, and the libraries that these need.

    `needs` gives the file names of the libraries that a file is linked to.
    """
    entries = list(binaries)
    libraries = {
        PurePath(target).name: (target, source, kind)
        for target, source, kind in entries
        if kind == "BINARY" and not _is_plugin(target)
    }
    waiting = [one for one in entries if _is_wanted(one)]
    kept = {one[0] for one in waiting}
    while waiting:
        for name in needs(waiting.pop()[1]):
            library = libraries.get(name)
            if library and library[0] not in kept and (not linux or _may_come(library[0])):
                kept.add(library[0])
                waiting.append(library)
    return [one for one in entries if one[0] in kept]


def chosen_data(data: Iterable[Entry], binaries: Iterable[Entry]) -> list[Entry]:
    """Qt's translations into languages that we speak; links to chosen binaries; all the rest but
    what pip wrote for itself."""
    libraries = {PurePath(target).name for target, _, _ in binaries}
    return [
        (target, source, kind)
        for target, source, kind in data
        if _is_wanted_data(PurePath(target))
        and (kind != "SYMLINK" or PurePath(target).name in libraries)
    ]


def _is_wanted_data(path: PurePath) -> bool:
    if path.parent.name == "translations":
        return path.name in TRANSLATIONS
    if path.parent.name.endswith(".dist-info"):
        return path.name in ("METADATA", "LICENSE")
    return path.suffix != ".ts"


def _is_wanted(entry: Entry) -> bool:
    target, _, kind = entry
    if kind == "EXTENSION" or PurePath(target).name.startswith(("libpython3", "python3")):
        return True
    return _is_plugin(target) and _plugin(target) in PLUGINS.get(PurePath(target).parent.name, ())


def _is_plugin(target: str) -> bool:
    return "plugins" in PurePath(target).parts


def _plugin(target: str) -> str:
    """`platforms/libqxcb.so` and `platforms/qxcb.dll` are both xcb."""
    stem = PurePath(target).name.partition(".")[0].removeprefix("lib")
    if stem == "qt-plugin-wayland-egl":
        return stem
    return stem.removesuffix("platforminputcontextplugin").removeprefix("q")


def _may_come(target: str) -> bool:
    name = PurePath(target).name
    return len(PurePath(target).parts) > 1 or FROM_THE_SYSTEM.match(name) is not None
