"""The bundled files of the browser: their names, their integrity, their serving."""

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Flask, abort, current_app, request, send_file
from flask.typing import ResponseReturnValue

from graphcrm.errors import UnavailableError
from graphcrm.web.marks import public


DIST = Path(__file__).parent / "static" / "dist"
TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
}
ENCODINGS = {"br": ".br", "gzip": ".gz"}  # in the order of preference
YEAR_S = 365 * 24 * 3600

_SYMBOL = re.compile(r'<symbol id="i-(?P<name>[a-z-]+)".*?</symbol>', re.DOTALL)

FOLDER = "/assets"

bp = Blueprint("assets", __name__, url_prefix=FOLDER)


class NotBundledError(UnavailableError):
    """The browser's code has not been bundled; an installed package always carries it."""

    code = "assets-missing"

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} holds no bundle: run python hatch_build.py.")


@dataclass(frozen=True, slots=True)
class Asset:
    """One bundled file.

    Attributes:
        file: Its name, with a hash of its content.
        integrity: Value of the attribute of that name (W3C Subresource Integrity).
    """

    file: str
    integrity: str

    @property
    def url(self) -> str:
        """Return its address; a page asks for that of the icons a hundred times."""
        return f"{request.script_root}{FOLDER}/{self.file}"


def register(app: Flask) -> None:
    """Serve the bundle and let templates name its files by `asset("app.js")`.

    Raises:
        NotBundledError: There is none.
    """
    try:
        manifest = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NotBundledError(DIST) from error
    assets = {name: Asset(**one) for name, one in manifest.items()}
    files = {path.name for path in DIST.iterdir()}
    app.extensions["graphcrm.assets"] = files
    app.jinja_env.globals["asset"] = assets.__getitem__
    app.register_blueprint(bp)


def symbols(names: Collection[str]) -> str:
    """Return some icons as symbols in SVG, for a drawing that stands alone.

    Args:
        names: Of symbols of icons.svg.
    """
    asset: Asset = current_app.jinja_env.globals["asset"]("icons.svg")  # type: ignore[operator]  # register puts it there
    text = (DIST / asset.file).read_text(encoding="utf-8")
    found = _SYMBOL.finditer(text)
    return "".join(one[0] for one in found if one["name"] in names)


@bp.get("/<name>")
@public
def serve(name: str) -> ResponseReturnValue:
    """Answer with a bundled file, compressed beforehand; its name changes with its content."""
    files: set[str] = current_app.extensions["graphcrm.assets"]
    content_type = TYPES.get(Path(name).suffix)
    if name not in files or content_type is None:
        abort(404)
    offered = [how for how, suffix in ENCODINGS.items() if name + suffix in files]
    how = request.accept_encodings.best_match([*offered, "identity"]) if offered else None
    suffix = ENCODINGS.get(how or "", "")
    response = send_file(DIST / (name + suffix), mimetype=content_type, max_age=YEAR_S)
    response.cache_control.immutable = True
    response.headers["Vary"] = "Accept-Encoding"
    if suffix:
        response.headers["Content-Encoding"] = how or ""
    return response
