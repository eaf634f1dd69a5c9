"""Where the program's own data lies: `_resources` once installed, `resources` in a checkout."""

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parent.parent


def resource(*parts: str) -> Path:
    """The path of a resource, such as `resource("themes", "light.toml")`; it need not exist."""
    return _root().joinpath(*parts)


@cache
def _root() -> Path:
    installed = _PACKAGE / "_resources"
    return installed if installed.is_dir() else _PACKAGE.parent / "resources"
