"""The blueprint that the views of settings hang on; only administrators come in."""

from flask import Blueprint

from graphcrm.access import rules as access
from graphcrm.access.records import Permission
from graphcrm.web.session import actor


bp = Blueprint("settings", __name__, url_prefix="/settings")


@bp.before_request
def check_administers() -> None:
    """Check that who asks may configure; reading the process elsewhere is open to everybody."""
    access.require(actor(), Permission.ADMINISTER)
