"""The blueprint that the views of buying groups hang on."""

from flask import Blueprint


bp = Blueprint("groups", __name__, url_prefix="/deals/<opportunity_id>/group")
