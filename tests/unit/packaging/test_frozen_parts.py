"""Which files go into the frozen folder, on each of the three systems."""

import ast
from pathlib import Path, PurePath

import pytest

import tcplab
from frozen_parts import UNUSED_MODULES, Entry, chosen, chosen_data, version_resource


def entries(kind: str, *targets: str) -> list[Entry]:
    return [(target, f"/built/{PurePath(target).name}", kind) for target in targets]


def names(found: list[Entry]) -> set[str]:
    return {PurePath(target).name for target, _, _ in found}


QT = "PySide6/Qt"
LINUX = [
    *entries("EXTENSION", "PySide6/QtWidgets.abi3.so", "python3.12/lib-dynload/_ctypes.so"),
    *entries(
        "BINARY",
        *("libpython3.12.so.1.0", "libffi.so.8", "libglib-2.0.so.0", "libxcb-cursor.so.0"),
        *(f"{QT}/lib/libQt6Widgets.so.6", f"{QT}/lib/libQt6Gui.so.6", f"{QT}/lib/libQt6Sql.so.6"),
        *(f"{QT}/plugins/platforms/libqxcb.so", f"{QT}/plugins/platforms/libqvnc.so"),
        f"{QT}/plugins/wayland-graphics-integration-client/libqt-plugin-wayland-egl.so",
        f"{QT}/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so",
        f"{QT}/plugins/sqldrivers/libqsqlite.so",
    ),
]
LINKED = {
    "QtWidgets.abi3.so": {"libQt6Widgets.so.6"},
    "libQt6Widgets.so.6": {"libQt6Gui.so.6", "libglib-2.0.so.0"},
    "libqxcb.so": {"libxcb-cursor.so.0", "libQt6Gui.so.6"},
    "libqsqlite.so": {"libQt6Sql.so.6"},
    "_ctypes.so": {"libffi.so.8"},
    "qwindows.dll": {"Qt6Gui.dll", "msvcp140.dll"},
    "libqcocoa.dylib": {"QtGui"},
}


def needs(path: str) -> set[str]:
    return LINKED.get(PurePath(path).name, set())


def test_linux_gets_what_is_used_and_nothing_that_every_desktop_has() -> None:
    assert names(chosen(LINUX, needs, linux=True)) == {
        *("QtWidgets.abi3.so", "_ctypes.so", "libpython3.12.so.1.0", "libffi.so.8"),
        *("libQt6Widgets.so.6", "libQt6Gui.so.6", "libqxcb.so", "libxcb-cursor.so.0"),
        *("libqt-plugin-wayland-egl.so", "libibusplatforminputcontextplugin.so"),
    }


def test_windows_takes_names_in_either_case_and_all_that_is_linked() -> None:
    plugins = ("platforms/qwindows.dll", "platforms/qdirect2d.dll", "tls/qschannelbackend.dll")
    dlls = ("python3.dll", "python312.dll", "PySide6/Qt6Gui.dll", "PySide6/opengl32sw.dll")
    binaries = entries("BINARY", *dlls, "MSVCP140.dll", *(f"PySide6/plugins/{p}" for p in plugins))
    assert names(chosen(binaries, needs, linux=False)) == {
        *("python3.dll", "python312.dll", "qwindows.dll", "Qt6Gui.dll", "MSVCP140.dll")
    }


def test_macos_keeps_whole_frameworks_or_nothing_of_them() -> None:
    gui, sql = (f"{QT}/lib/{name}.framework" for name in ("QtGui", "QtSql"))
    binaries = entries(
        "BINARY",
        *("Python.framework/Versions/3.12/Python", f"{QT}/plugins/platforms/libqcocoa.dylib"),
        *(f"{gui}/Versions/A/QtGui", f"{sql}/Versions/A/QtSql"),
    )
    kept = chosen(binaries, needs, linux=False)
    assert names(kept) == {"Python", "libqcocoa.dylib", "QtGui"}
    links = entries("SYMLINK", f"{gui}/Versions/Current", f"{sql}/Versions/Current", "QtSql")
    data = entries("DATA", f"{gui}/Resources/Info.plist", f"{sql}/Resources/Info.plist")
    found = {target for target, _, _ in chosen_data([*links, *data], kept)}
    assert found == {f"{gui}/Versions/Current", f"{gui}/Resources/Info.plist"}


@pytest.mark.parametrize(
    ("target", "kind", "wanted"),
    [
        (f"{QT}/translations/qtbase_zh_CN.qm", "DATA", True),
        (f"{QT}/translations/qtbase_de.qm", "DATA", False),
        ("tcplab/_resources/i18n/tcplab_zh_CN.qm", "DATA", True),
        ("tcplab/_resources/i18n/tcplab_zh_CN.ts", "DATA", False),
        ("tcplab-1.dist-info/METADATA", "DATA", True),
        ("tcplab-1.dist-info/direct_url.json", "DATA", False),  # where it was built
        ("platformdirs-1.dist-info/sboms/platformdirs.cdx.json", "DATA", False),
        ("numpy-1.dist-info/licenses/LICENSE.txt", "DATA", True),
        ("pyqtgraph/icons/auto.png", "DATA", True),
        ("pyqtgraph/icons/peegee/peegee_256px.png", "DATA", False),
        ("pyqtgraph/colors/maps/viridis.csv", "DATA", False),
        ("libQt6Gui.so.6", "SYMLINK", True),
        ("libQt6Sql.so.6", "SYMLINK", False),
    ],
)
def test_data(target: str, kind: str, wanted: bool) -> None:
    binaries = entries("BINARY", f"{QT}/lib/libQt6Gui.so.6")
    assert bool(chosen_data(entries(kind, target), binaries)) is wanted


def test_what_the_program_imports_is_not_left_out() -> None:
    imported: set[str] = set()
    for path in Path(tcplab.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module is not None:
                imported |= {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
    assert imported & set(UNUSED_MODULES) == set()


def test_what_windows_shows_of_a_program_can_be_read() -> None:
    text = version_resource("1.2.3", "tcplab.exe")
    compile(text, "version", "eval")
    assert "filevers=(1, 2, 3, 0)" in text
    assert "'tcplab.exe'" in text
