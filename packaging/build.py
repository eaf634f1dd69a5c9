"""Make what people install: one command for each. Standard library alone; the rest it fetches."""

import sys
from collections.abc import Callable

import bill
import debian
import distributions
import environment
import freeze
import fresh_root
import frozen_start
import macos_image
import under_wine
import windows_installer
import workflows

USAGE = """usage: python3 packaging/build.py WHAT...
  wheel    wheel and source distribution, each installed into an empty environment and opened
  frozen   the program with its own Python and Qt in one folder, packed and tried
  deb      a Debian package of that folder
  proof    all of these, the package installed into a new Debian root and photographed (root)
  windows  on Windows: the installer
  macos    on macOS: the bundle, in a disk image
  wine     the Windows installer of a stand-in, tried under Wine
  start    the frozen program's first frame, measured beside an empty window's
  bill     the bill of materials
  sums     the checksums of all that lies in dist/
  lint     what linters say of the workflows"""

COMMANDS: dict[str, Callable[[], None]] = {
    "wheel": distributions.make,
    "frozen": freeze.make,
    "deb": debian.make,
    "proof": fresh_root.make,
    "windows": windows_installer.make,
    "macos": macos_image.make,
    "wine": under_wine.make,
    "start": frozen_start.make,
    "bill": bill.make,
    "sums": bill.sums,
    "lint": workflows.lint,
}


def main(arguments: list[str]) -> int:
    """0 if all was made and every check of it held; 2 for wrong use."""
    if arguments in (["-h"], ["--help"]):
        print(USAGE)
        return 0
    if not arguments or not set(arguments) <= set(COMMANDS):
        print(USAGE, file=sys.stderr)
        return 2
    for what in arguments:
        COMMANDS[what]()
    return 0


if __name__ == "__main__":
    environment.end_with(main)
