"""Input files for the readers: written into a folder, or the real ones beside the checkout."""

import os
from pathlib import Path

import pytest

from graphcrm.integrations.sources import Options, open_source


ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """Return the folder of real data; without it the test is skipped, under CI it fails."""
    folder = Path(os.environ.get("GRAPHCRM_DATA_DIR", ROOT / "../shared/data")).resolve()
    if not folder.is_dir():
        message = f"no real data at {folder} (GRAPHCRM_DATA_DIR)"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return folder


@pytest.fixture
def read(tmp_path):
    """Return a reader of one file: its kind, its content, its name and options give its items."""

    def read(kind, content, name="input", **options):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return list(open_source(kind, [path], Options(**options)).items())

    return read


@pytest.fixture
def say(read):
    """Return a reader of one file that gives what its rows say, without where."""

    def say(kind, content, name="input", **options):
        return [item.content for item in read(kind, content, name, **options)]

    return say
