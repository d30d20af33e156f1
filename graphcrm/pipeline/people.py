"""Whether the people whom a process names are there."""

from dataclasses import dataclass

from graphcrm import graph
from graphcrm.pipeline.records import Process
from graphcrm.pipeline.rules import ProcessError


@dataclass(frozen=True, slots=True)
class Address:
    """A row of pipeline/addresses_of_users."""

    email: str


ADDRESSES = graph.load("pipeline/addresses_of_users", Address)


def check_people(process: Process) -> None:
    """Check that everybody whom an effect names signs in here.

    Raises:
        ProcessError: Somebody does not; it says where they are named.
    """
    named = {
        f"pipelines[{at}].stages[{stood}].sets_off[{acting}].user": one.user
        for at, pipeline in enumerate(process.pipelines)
        for stood, stage in enumerate(pipeline.stages)
        for acting, one in enumerate(stage.sets_off)
        if one.user is not None
    }
    if not named:
        return
    emails = sorted(set(named.values()))
    known = {row.email for row in graph.fetch(ADDRESSES, emails=emails)}
    for place, email in named.items():
        if email not in known:
            raise ProcessError(place, f"nobody signs in here as {email!r}.")
