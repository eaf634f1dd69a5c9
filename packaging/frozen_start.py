"""How long the frozen program takes to its first frame and to its complete window, beside an empty
window frozen likewise."""

import json
import sys
from itertools import product

import freeze
import smoke
from environment import stop
from workshop import PACKAGING, run, tools

ROUNDS = 12
SEEN, WHAT = ("first frame", "complete window"), ("by the clock", "of work")


def make() -> None:
    """Freezes both, starts them by turns on one virtual screen, and prints the ratios."""
    if sys.platform != "linux":
        stop("The first frame is looked for on a virtual screen of X, which Linux has.")
    ours = smoke.program(freeze.build())
    folder = freeze.FOLDER.parent
    freeze.freeze(freeze.tool_python(), PACKAGING / "frozen" / "empty.spec", folder)
    measure(str(folder / "empty" / "empty"), str(ours))


def measure(empty: str, ours: str) -> None:
    """Prints the least of each, and ours in empty windows."""
    python = tools("qt", "PySide6-Essentials")
    script = PACKAGING / "first_paint.py"
    with smoke.virtual_screen() as display:
        environ = {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        said = run([python, script, str(ROUNDS), empty, ours], environ=environ)
    rounds = json.loads(said.splitlines()[-1])
    for (place, seen), (index, what) in product(enumerate(SEEN), enumerate(WHAT)):
        least = [min(one[place][index] for one in rounds[name]) for name in (empty, ours)]
        ratio = least[1] / least[0]
        told = ", ".join(f"{seconds * 1000:.0f} ms" for seconds in least)
        print(f"{seen}, {what}: empty window, TCP Lab: {told}: {ratio:.2f} times", flush=True)
