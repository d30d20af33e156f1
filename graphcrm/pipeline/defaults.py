"""The process that an installation begins with."""

from functools import cache
from importlib import resources

from graphcrm.pipeline.documents import from_yaml
from graphcrm.pipeline.records import Process


@cache
def process() -> Process:
    """Return the process of graphcrm/pipeline/default.yaml."""
    text = resources.files("graphcrm.pipeline").joinpath("default.yaml").read_text("utf-8")
    return from_yaml(text)
