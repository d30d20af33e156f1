"""The blueprint that the views of leads hang on."""

from flask import Blueprint


bp = Blueprint("leads", __name__, url_prefix="/leads")
