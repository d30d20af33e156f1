"""The browser's door."""

from collections.abc import Sequence

from flask import Blueprint, Flask
from jinja2 import StrictUndefined

from graphcrm.config import Config
from graphcrm.web import (
    accounts,
    assets,
    contacts,
    deals,
    errors,
    formats,
    groups,
    health,
    imports,
    introductions,
    leads,
    notifications,
    paths,
    receiving,
    search,
    security,
    session,
    settings,
    shell,
    signin,
    tasks,
)


ROOMS = (
    signin.bp,
    search.bp,
    contacts.bp,
    accounts.bp,
    deals.bp,
    groups.bp,
    groups.account_bp,
    leads.bp,
    tasks.bp,
    notifications.bp,
    paths.bp,
    paths.ways_bp,
    introductions.bp,
    imports.bp,
    settings.bp,
)


def create_app(config: Config, rooms: Sequence[Blueprint] = ROOMS) -> Flask:
    """Build the Flask application; bootstrap.start() has already run.

    Raises:
        NotBundledError: The browser's code was not built.
    """
    app = Flask(__name__, static_folder=None)
    app.secret_key = config.read_secret_key()
    app.jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    receiving.register(app, config)
    health.register(app, config)
    errors.register(app)
    session.register(app)  # before the body is read: nobody unknown sends large ones
    security.register(app)
    formats.register(app)
    shell.register(app)
    assets.register(app)
    for room in rooms:
        app.register_blueprint(room)
    return app
