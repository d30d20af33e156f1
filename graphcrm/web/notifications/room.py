"""The blueprint that the views of notifications hang on."""

from flask import Blueprint


bp = Blueprint("notifications", __name__, url_prefix="/notifications")
