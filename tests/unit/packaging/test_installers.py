"""What the installers of three systems say of the program agrees with it, and among themselves."""

import ast
import configparser
import plistlib
import re
import sys
import tomllib
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import build
import macos_image
import publisher
import tcplab
import workshop
from tcplab.cli.jobs import JOBS
from tcplab.cli.window import USAGE, window_arguments

ROOT = workshop.ROOT
LINUX = ROOT / "packaging" / "linux"
MIME = "application/x-tcplab"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def desktop() -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(LINUX / "tcplab.desktop", "utf-8")
    return parser


def test_the_version_has_one_place() -> None:
    assert workshop.version() == tcplab.__version__
    assert len(tcplab.__version__.split(".")) == 3  # Windows wants numbers
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert pyproject["project"]["dynamic"] == ["version"]
    assert pyproject["tool"]["hatch"]["version"]["path"] == "tcplab/__init__.py"
    sources = [*LINUX.iterdir(), *(ROOT / "packaging").rglob("*.py"), *ROOT.glob("README.md")]
    assert [one.name for one in sources if tcplab.__version__ in one.read_text("utf-8")] == []


def test_who_publishes_has_one_place() -> None:
    sources = [
        one for one in (ROOT / "packaging").rglob("*.*") if one.suffix not in (".png", ".pyc")
    ]
    named = [one.name for one in sources if publisher.DOMAIN in one.read_text("utf-8")]
    assert named == ["publisher.py"]
    turned = ".".join(reversed(publisher.DOMAIN.split(".")))
    assert macos_image.IDENTIFIER.startswith(f"{turned}.")
    assert publisher.ADDRESS.endswith(f"@{publisher.DOMAIN}")


def test_the_desktop_entry_starts_what_there_is() -> None:
    entry = desktop()["Desktop Entry"]
    assert entry["Exec"].split() == ["tcplab", "--dialogs", "%f"]
    assert entry["MimeType"] == f"{MIME};"
    assert entry["Icon"] == entry["StartupWMClass"] == "tcplab"
    for key in ("Comment", "GenericName", "Keywords"):
        assert entry[f"{key}[zh_CN]"] != entry[key]
    action = desktop()["Desktop Action new-window"]
    for command in (entry["Exec"], action["Exec"]):
        given = window_arguments([one for one in command.split()[1:] if one != "%f"])
        assert given.source is None
    assert entry["Actions"] == "new-window;"


def test_metainfo_speaks_of_the_same_program_in_both_languages() -> None:
    component = ET.fromstring(workshop.fill(LINUX / "tcplab.metainfo.xml"))
    assert component.findtext("id") == publisher.identifier("tcplab")
    assert component.findtext("developer/name") == publisher.NAME
    assert component.findtext("url") == publisher.HOMEPAGE
    assert component.findtext("launchable") == "tcplab.desktop"
    assert component.findtext("provides/mediatype") == MIME
    release = component.find("releases/release")
    assert release is not None
    assert release.get("version") == tcplab.__version__
    for place in ("summary", "description/p", "description/ul/li"):
        languages = [one.get(LANGUAGE) for one in component.findall(place)]
        assert languages.count(None) == languages.count("zh_CN") > 0


def test_experiments_have_one_kind_on_linux_and_macos() -> None:
    kind = ET.parse(LINUX / "tcplab.xml").getroot()[0]
    assert kind.get("type") == MIME
    assert [one.get("pattern") for one in kind if one.tag.endswith("glob")] == ["*.tcplab"]
    info = plistlib.loads(plistlib.dumps(macos_image.info_plist()))
    (declared,) = info["UTExportedTypeDeclarations"]
    tags = declared["UTTypeTagSpecification"]
    assert tags == {"public.filename-extension": ["tcplab"], "public.mime-type": [MIME]}
    (document,) = info["CFBundleDocumentTypes"]
    assert document["LSItemContentTypes"] == [declared["UTTypeIdentifier"]]


def test_the_man_page_names_every_command_and_option() -> None:
    page = (LINUX / "tcplab.1").read_text("utf-8").replace("\\-", "-")
    for command in JOBS:
        assert f"\n.B {command}\n" in page
        assert f"\n.B tcplab {command}\n" in page
    for option in re.findall(r"--[a-z-]+", USAGE):
        assert option in page or option == "--help"


def test_the_windows_installer_needs_no_administrator_and_takes_back_what_it_writes() -> None:
    script = (ROOT / "packaging" / "windows" / "tcplab.nsi").read_text("utf-8")
    assert "RequestExecutionLevel user" in script
    assert "HKLM" not in script
    assert "HKCR" not in script
    installing, uninstalling = script.split('Section "Uninstall"')
    written = set(re.findall(r'WriteRegStr HKCU "([^"\\]+(?:\\[^"\\]+)?)', installing))
    removed = re.findall(r'DeleteRegKey HKCU "([^"]+)"', uninstalling)
    assert written <= set(removed)
    assert 'Delete "$SMPROGRAMS\\TCP Lab.lnk"' in uninstalling
    assert '"${WINDOW}" --dialogs "%1"' in installing


@pytest.mark.parametrize("path", sorted((ROOT / "packaging").rglob("*.spec")), ids=lambda p: p.name)
def test_specs_are_python(path: Path) -> None:
    ast.parse(path.read_text("utf-8"))


def test_build_says_what_it_can_do(capfd: pytest.CaptureFixture[str]) -> None:
    assert build.main(["--help"]) == 0
    shown = re.findall(r"^  (\w+) ", capfd.readouterr().out, re.M)
    assert shown == list(build.COMMANDS)
    assert build.main(["wheel", "cake"]) == 2
    assert "usage:" in capfd.readouterr().err


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="it would begin to build")
@pytest.mark.parametrize("what", ["windows", "macos"])
def test_what_another_system_is_needed_for_says_so(
    what: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        build.main([what])
    assert "on " in capfd.readouterr().err
