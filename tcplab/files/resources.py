"""Where the program's own data lies: `_resources` once installed, `resources` in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).parent.parent


def resource(*parts: str) -> Path:
    """The path of a resource, such as `resource("themes", "light.toml")`; it need not exist."""
    installed = _PACKAGE / "_resources"
    root = installed if installed.is_dir() else _PACKAGE.parent / "resources"
    return root.joinpath(*parts)
