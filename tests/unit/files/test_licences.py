"""Every part that is shipped has its licence, and every text that is named is there."""

import re
import tomllib
from pathlib import Path

import pytest

from tcplab.files.licences import Part, parts
from tcplab.files.resources import resource

ROOT = Path(__file__).parent.parent.parent.parent
REQUIREMENTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
FONTS = {path.name.partition("-")[0] for path in resource("fonts").glob("*.ttf")}


@pytest.mark.parametrize("part", parts(), ids=lambda part: part.name)
def test_every_part_has_its_text(part: Part) -> None:
    assert len(part.text()) > 900
    assert part.licence


def test_every_requirement_is_a_part() -> None:
    named = {part.package for part in parts()} | {"PySide6-Essentials"}  # in one with shiboken6
    required = {re.split(r"[<>=!;\[]", text)[0] for text in REQUIREMENTS["dependencies"]}
    assert required <= named


def test_every_font_is_a_part() -> None:
    assert {part.name.replace(" ", "") for part in parts() if part.licence == "OFL-1.1"} == FONTS


def test_our_own_licence_is_that_of_the_project() -> None:
    own = parts()[0]
    assert own.name == "TCP Lab"
    assert own.text() == (ROOT / "LICENSE").read_text("utf-8").strip("\n")


def test_what_is_frozen_along_is_told_only_there() -> None:
    assert not Part("Frozen", "MIT", (), frozen_on="linux").is_here  # these tests are not frozen
    assert all(part.is_here for part in parts() if not part.frozen_on)


def test_every_package_that_is_named_is_installed() -> None:
    assert [part.name for part in parts() if part.package and not part.version] == []
