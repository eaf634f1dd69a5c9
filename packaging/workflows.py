"""What linters say of .github/workflows, without asking any server."""

import shutil

from workshop import ROOT, run, tools

FOLDER = ROOT / ".github" / "workflows"


def lint() -> None:
    """The schema, the security of what they do, and, where there is an actionlint, their sense."""
    python = tools("lint", "check-jsonschema", "zizmor")
    paths = sorted(FOLDER.glob("*.yml"))
    schema = ["check_jsonschema", "--builtin-schema", "vendor.github-workflows"]
    print(run([python, "-m", *schema, *paths]), end="", flush=True)
    zizmor = shutil.which("zizmor", path=python.parent) or "zizmor"
    print(run([zizmor, "--offline", "--persona=pedantic", FOLDER]), end="", flush=True)
    if (actionlint := shutil.which("actionlint")) is not None:
        run([actionlint, *paths])
        print("actionlint: nothing found", flush=True)
