"""The build hook: every distribution carries up-to-date compiled translations."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent))  # hatchling loads this file by its path

from translations import stale


class TranslationsHook(BuildHookInterface[Any]):
    """Compiles the .ts files that a checkout has; a source distribution brings its .qm along."""

    def dependencies(self) -> list[str]:
        """PySide6 with its lrelease, but only where there is something to compile."""
        if not stale(Path(self.root)):
            return []
        return [each for each in self.metadata.core.dependencies if each.startswith("pyside6")]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Before any file is collected."""
        subprocess.run([sys.executable, Path(__file__).with_name("translations.py")], check=True)
