"""Lint every Cypher file with Neo4j's own parser, given our labels, edge types and properties.

What it once found nothing in is not read again until it, or what it is judged by, is another.
"""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

from graphcrm.graph import queries
from graphcrm.nodes import catalogue
from hatch_build import find_node


ROOT = Path(__file__).parents[1]
TOOL = ROOT / "tools" / "cypher-lint"
CLEAN = TOOL / "node_modules" / ".clean.json"
# What a parameter of each type looks like to the linter; anything else passes as a string.
_SAMPLES = {"integer": 1, "float": 0.5, "boolean": True, "list": [], "map": {}}


def main() -> int:
    """Lint all files; return 1 when anything was found."""
    node, npm = find_node()
    if not (TOOL / "node_modules").is_dir():
        subprocess.run(
            [node, npm, "ci", "--prefix", TOOL, "--loglevel=error"], cwd=TOOL, check=True
        )
    schema = {
        "labels": catalogue.labels(),
        "relationshipTypes": catalogue.edge_types(),
        "propertyKeys": catalogue.property_names(),
    }
    files = [_file(path) for path in sorted((ROOT / "cypher").rglob("*.cypher"))]
    script = ROOT / "scripts" / "lint_cypher.cjs"
    tools = (TOOL / "package-lock.json", script)
    judge = json.dumps(schema) + "".join(one.read_text(encoding="utf-8") for one in tools)
    marks = {str(one["name"]): _mark(judge, one) for one in files}
    clean = json.loads(CLEAN.read_text(encoding="utf-8")) if CLEAN.exists() else {}
    fresh = [one for one in files if clean.get(one["name"]) != marks[str(one["name"])]]
    asked = json.dumps({"schema": schema, "files": fresh})
    failed = (
        fresh and subprocess.run([node, script], input=asked, text=True, check=False).returncode
    )
    if not failed:
        CLEAN.write_text(json.dumps(marks), encoding="utf-8")
        print(f"{len(files) - len(fresh)} of {len(files)} were clean before")
    return failed or 0


def _mark(judge: str, file: dict[str, object]) -> str:
    return hashlib.sha256((judge + json.dumps(file)).encode()).hexdigest()


def _file(path: Path) -> dict[str, object]:
    text = path.read_text(encoding="utf-8")
    params, _ = queries.signature(text)
    kinds = {name: kind.rstrip("?").partition("<")[0] for name, kind in params.items()}
    return {
        "name": str(path.relative_to(ROOT)),
        "text": text,
        "parameters": {name: _SAMPLES.get(kind, "") for name, kind in kinds.items()},
        "keys": sorted(_keys_of_rows(text)),
    }


def _keys_of_rows(text: str) -> set[str]:
    """Return the keys read from maps that come as a parameter: no property of the graph."""
    rows = re.findall(r"UNWIND \$\w+ AS (\w+)", text)
    return {key for row in rows for key in re.findall(rf"\b{row}\.(\w+)", text)}


if __name__ == "__main__":
    sys.exit(main())
