"""What the frozen folder leaves out is not missed, not even by what is imported late."""

import subprocess
import sys

from frozen_parts import UNUSED_MODULES

_IMPORTS = """
import sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if any(name == one or name.startswith(one + ".") for one in {unused!r}):
            raise ImportError(name)

sys.meta_path.insert(0, Absent())
import tcplab.ui.app, tcplab.ui.animation, tcplab.ui.plots.window, tcplab.ui.compare.comparing
"""


def test_plots_and_animations_are_imported_without_the_modules_that_are_left_out() -> None:
    look = _IMPORTS.format(unused=UNUSED_MODULES)
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
