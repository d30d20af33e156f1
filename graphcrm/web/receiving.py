"""Requests whose files are written below the data folder while they arrive."""

from tempfile import NamedTemporaryFile
from typing import IO, Any

from flask import Flask, Request, current_app

from graphcrm.config import Config


class FileRequest(Request):
    """A request that keeps large files on the disk they will stay on."""

    def _get_file_stream(self, *_: Any, **__: Any) -> IO[bytes]:  # werkzeug's documented hook
        folder = config().data / "uploads"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = NamedTemporaryFile(dir=folder, prefix="arriving.")  # noqa: SIM115 - close() does
        self._arriving = [*getattr(self, "_arriving", ()), file]
        return file

    def close(self) -> None:
        """Let go of all files, also where the request was refused before they had arrived."""
        super().close()
        for file in getattr(self, "_arriving", ()):
            file.close()


def register(app: Flask, config: Config) -> None:
    """Let rooms read the settings, and receive files below the data folder."""
    app.extensions["graphcrm.config"] = config
    app.request_class = FileRequest


def config() -> Config:
    """Return the settings of this application."""
    found: Config = current_app.extensions["graphcrm.config"]
    return found


def upload_limit() -> int:
    """Return how many bytes one upload may have."""
    return config().upload_mb * 1_000_000
