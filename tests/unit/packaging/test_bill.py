"""The bill of materials names more than Python's packages."""

from typing import Any

import bill
import tcplab


def test_it_says_which_version_and_what_is_no_package() -> None:
    qt = {"name": "PySide6_Essentials", "version": "6.11.3"}
    told: dict[str, Any] = {"metadata": {"component": {"name": "tcplab"}}, "components": [qt]}
    bill.complete(told)
    assert told["metadata"]["component"]["version"] == tcplab.__version__
    found = {one["name"]: one for one in told["components"]}
    assert {"Qt", "Python", "Inter", "JetBrains Mono", "Noto Sans SC"} <= set(found)
    assert found["Qt"]["version"] == qt["version"]
    assert "TCP Lab" not in found  # it is what the bill is of
    assert "msgspec" not in found  # which is a package
    references = [one["bom-ref"] for one in told["components"][1:]]
    assert len(set(references)) == len(references)
