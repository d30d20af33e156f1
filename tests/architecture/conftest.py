"""What the architecture tests look at: the tree as git would take it."""

import subprocess
from pathlib import Path

import pytest


ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def tracked():
    """Files git tracks or would add, as paths from the root."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],  # noqa: S607 - git from PATH
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout.split("\0")
    return [path for path in listed if path and (ROOT / path).is_file()]
