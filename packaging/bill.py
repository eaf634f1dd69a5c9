"""What comes with everything that is handed out: a bill of materials, and checksums."""

import hashlib
import tempfile
from pathlib import Path

import distributions
from workshop import DIST, ROOT, empty_environment, install, run, tools, version

SUMS = "SHA256SUMS"


def make() -> None:
    """The bill in dist/, as CycloneDX: what an environment has in which the wheel is installed."""
    python = tools("bill", "cyclonedx-bom")
    made = DIST / f"tcplab-{version()}.cdx.json"
    with tempfile.TemporaryDirectory(prefix="tcplab-") as folder:
        environment = empty_environment(Path(folder) / "env")
        install(environment, distributions.wheel())
        run([environment, "-m", "pip", "uninstall", "--yes", "pip"])
        settings = ["--pyproject", str(ROOT / "pyproject.toml"), "--output-file", str(made)]
        flags = ["--output-reproducible", "--validate"]
        run([python, "-m", "cyclonedx_py", "environment", *flags, *settings, environment])
    print(f"{made.name}: {made.stat().st_size / 1e3:.0f} kB", flush=True)


def sums() -> None:
    """SHA256SUMS in dist/, as sha256sum reads it, of all that lies there."""
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in sorted(DIST.iterdir())
        if path.name != SUMS
    ]
    (DIST / SUMS).write_text("".join(lines), "utf-8", newline="\n")
    print("".join(lines), end="", flush=True)
