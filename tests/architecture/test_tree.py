"""What must not be in the tree: addresses of registries, paths of a machine, loose suppressions."""

import re
from pathlib import Path


ROOT = Path(__file__).parents[2]
BINARY = {".png", ".woff2", ".ico", ".gz", ".eml", ".msg"}
REGISTRY = re.compile(
    r"https?://[\w.-]*(?:registry\.npm|npmjs|pypi\.org|pythonhosted|repo1?\.maven|maven\.org|crates\.io"
    r"|deb\.debian)[\w.-]*"
)
SUPPRESSED = re.compile(r"#\s*(?:noqa|type:\s*ignore|pragma)[^\n]*")
REASONED = re.compile(
    r"#\s*(?:noqa: [A-Z]+\d+(?:, ?[A-Z]+\d+)*\s+-\s+\S"
    r"|type: ignore\[[\w, -]+\]\s+#\s+\S|pragma: no cover\s+-\s+\S)"
)


def texts(tracked):
    for path in tracked:
        if Path(path).suffix not in BINARY:
            yield path, (ROOT / path).read_text(encoding="utf-8", errors="replace")


def test_no_address_of_a_registry_is_in_the_tree(tracked):
    """Clients know where their registry is; a mirror must do as well. Documents may link."""
    found = [
        (path, match[0])
        for path, text in texts(tracked)
        if not path.endswith(".md") and path != "tests/architecture/test_tree.py"
        for match in REGISTRY.finditer(text)
    ]
    assert not found


def test_no_path_of_a_machine_is_in_the_tree(tracked):
    """What names a folder of one machine works on that one only."""
    homes = re.compile(rf"{re.escape(str(ROOT.parent))}/|/home/\w+/|/Users/\w+/")
    found = [
        (path, match[0])
        for path, text in texts(tracked)
        if path != "tests/architecture/test_tree.py"
        for match in homes.finditer(text)
    ]
    assert not found


def test_a_suppression_names_its_code_and_its_reason(tracked):
    """Whoever meets one should not have to guess whether it still holds."""
    found = [
        (path, match[0])
        for path, text in texts(tracked)
        if path.endswith(".py") and path != "tests/architecture/test_tree.py"
        for match in SUPPRESSED.finditer(text)
        if not REASONED.match(match[0])
    ]
    assert not found


def test_suppressions_stay_rare(tracked):
    """Fewer than 2 per 1,000 lines of the package: more means the rules or the code are wrong."""
    package = [
        text
        for path, text in texts(tracked)
        if path.startswith("graphcrm/") and path.endswith(".py")
    ]
    lines = sum(text.count("\n") for text in package)
    suppressions = sum(len(SUPPRESSED.findall(text)) for text in package)
    assert suppressions <= max(10, 2 * lines / 1000)
