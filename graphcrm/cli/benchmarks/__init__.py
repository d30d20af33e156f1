"""Measurements beside a named peer, one module per `graphcrm bench` name."""
