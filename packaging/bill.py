"""What comes with everything that is handed out: a bill of materials, and checksums."""

import hashlib
import json
import tempfile
from pathlib import Path
from typing import Any

import distributions
from workshop import DIST, ROOT, empty_environment, install, parts, run, tools, version

SUMS = "SHA256SUMS"
# Says what is wrong with a bill, by the schema.
VALIDATE = """
import sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
with open(sys.argv[1], encoding="utf-8") as file:
    sys.exit(JsonStrictValidator(SchemaVersion.V1_6).validate_str(file.read()))
"""


def make() -> None:
    """The bill in dist/, as CycloneDX: what an environment has in which the wheel is installed,
    and what comes along besides Python's packages."""
    python = tools("bill", "cyclonedx-bom")
    made = DIST / f"tcplab-{version()}.cdx.json"
    DIST.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="tcplab-") as folder:
        environment = empty_environment(Path(folder) / "env")
        install(environment, distributions.wheel())
        run([environment, "-m", "pip", "uninstall", "--yes", "pip"])
        settings = ["--pyproject", str(ROOT / "pyproject.toml"), "--output-file", str(made)]
        flags = ["--output-reproducible", "--spec-version=1.6"]
        run([python, "-m", "cyclonedx_py", "environment", *flags, *settings, environment])
    bill = json.loads(made.read_text("utf-8"))
    complete(bill)
    made.write_text(json.dumps(bill, indent=2) + "\n", "utf-8", newline="\n")
    run([python, "-c", VALIDATE, made])
    print(f"{made.name}: {len(bill['components'])} components, valid", flush=True)


def complete(bill: dict[str, Any]) -> None:
    """The version, which pyproject.toml does not name; fonts, Qt, Python and system libraries."""
    bill["metadata"]["component"]["version"] = version()
    qt = next(one for one in bill["components"] if one["name"] == "PySide6_Essentials")
    for part in parts():
        if part.get("package"):
            continue
        component = {"bom-ref": part["name"], "type": "library", "name": part["name"]}
        if part["name"] == "Qt":
            component["version"] = qt["version"]
        bill["components"].append({**component, "licenses": [{"expression": part["licence"]}]})


def sums() -> None:
    """SHA256SUMS in dist/, as sha256sum reads it, of all that lies there."""
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in sorted(DIST.iterdir())
        if path.name != SUMS
    ]
    (DIST / SUMS).write_text("".join(lines), "utf-8", newline="\n")
    print("".join(lines), end="", flush=True)
