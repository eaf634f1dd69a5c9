"""What the program is made of, with the licence and its texts for each part that is here."""

import sys
import tomllib
from importlib.metadata import PackageNotFoundError, version

import msgspec

from tcplab.files.resources import resource

_RULE = "\n\n" + "─" * 60 + "\n\n"


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row of resources/licences/licences.toml; `licence` is an SPDX expression."""

    name: str
    licence: str
    texts: tuple[str, ...]
    home: str = ""
    package: str = ""
    frozen_on: str = ""

    @property
    def version(self) -> str:
        """Of the package that is installed; nothing if there is none."""
        try:
            return version(self.package) if self.package else ""
        except PackageNotFoundError:
            return ""

    @property
    def is_here(self) -> bool:
        """Whether this installation has it."""
        frozen = sys.platform == self.frozen_on and hasattr(sys, "frozen")
        return frozen or not self.frozen_on

    def text(self) -> str:
        """Its licence in full, and those that this one refers to."""
        folder = resource("licences")
        return _RULE.join(
            (folder / one).read_text(encoding="utf-8").strip("\n") for one in self.texts
        )


class _Form(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    part: tuple[Part, ...]


def parts() -> tuple[Part, ...]:
    """All of them, here or not, in the order of the file."""
    text = resource("licences", "licences.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), _Form).part
