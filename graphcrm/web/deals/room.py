"""The blueprint that the views of deals hang on."""

from flask import Blueprint


bp = Blueprint("deals", __name__, url_prefix="/deals")
