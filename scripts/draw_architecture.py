"""Write docs/architecture.md from the floors in pyproject.toml and each module's first sentence."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path


ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "architecture.md"
_OPENING = """\
# Architecture

Written by `make docs` from the floors in pyproject.toml and the first sentence of every module;
a test fails when it is out of date.

## Floors

A package imports only from the floors below its own; packages on one floor do not import each
other. import-linter enforces it.

"""


def draw() -> str:
    """Return the page."""
    return _OPENING + "".join(_floors()) + "".join(_packages())


def _floors() -> Iterator[str]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    for layer in layers:
        names = [name.strip(" ()") for name in layer.split("|")]
        there = [(name, path) for name in names if (path := _path(name)) is not None]
        if there:
            yield (
                "- " + "\n  ".join(f"**{name}**: {_sentence(path)}" for name, path in there) + "\n"
            )


def _packages() -> Iterator[str]:
    top = ROOT / "graphcrm"
    for package in sorted(path.parent for path in top.rglob("__init__.py")):
        modules = sorted(path for path in package.glob("*.py") if path.stem != "__init__")
        if modules:
            name = ".".join(package.relative_to(ROOT).parts)
            yield f"\n## {name}\n\n{_sentence(package / '__init__.py')}\n\n"
            yield "| module | is |\n|---|---|\n"
            yield from (f"| {module.stem} | {_sentence(module)} |\n" for module in modules)


def _path(name: str) -> Path | None:
    package = ROOT / "graphcrm" / name / "__init__.py"
    module = ROOT / "graphcrm" / f"{name}.py"
    return next((path for path in (package, module) if path.is_file()), None)


def _sentence(path: Path) -> str:
    doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return re.sub(r"\s+", " ", doc.partition("\n\n")[0]).replace("|", "\\|")


def main() -> int:
    """Write the page; with --check, return 1 instead when it is out of date."""
    page = draw()
    if "--check" in sys.argv[1:]:
        return int(not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != page)
    PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
