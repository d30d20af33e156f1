"""The blueprint that the views of contacts hang on."""

from flask import Blueprint


bp = Blueprint("contacts", __name__, url_prefix="/contacts")
