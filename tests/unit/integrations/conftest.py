"""Input files for the readers: written into a folder, or the real ones beside the checkout."""

import pytest

from graphcrm.integrations.sources import Options, open_source


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
