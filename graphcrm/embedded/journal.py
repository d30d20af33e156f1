"""The supervisor's own log: one JSON object a line."""

import json
from pathlib import Path

from graphcrm import clock


class Journal:
    """Appends what the supervisor does to `<data>/logs/supervisor.log`."""

    def __init__(self, data: Path) -> None:
        self._file = data / "logs" / "supervisor.log"
        self._file.parent.mkdir(parents=True, exist_ok=True)

    def note(self, event: str, **facts: str | float | None) -> None:
        """Append one event, e.g. "ready", with its facts; absent facts are left out."""
        known = {name: fact for name, fact in facts.items() if fact is not None}
        line = json.dumps({"at": clock.now().isoformat(), "event": event, **known})
        with self._file.open("a") as file:
            file.write(line + "\n")
