"""Neo4j, Valkey and their supervisor on one machine."""

from graphcrm.embedded.doctor import Check, doctor
from graphcrm.embedded.everything import Door, run_everything, start_detached, status, stop
from graphcrm.embedded.records import Service, ServiceSpec, State
from graphcrm.embedded.servers import endings_as_exit, is_untouched, services
from graphcrm.embedded.state import Run


__all__ = [
    "Check",
    "Door",
    "Run",
    "Service",
    "ServiceSpec",
    "State",
    "doctor",
    "endings_as_exit",
    "is_untouched",
    "run_everything",
    "services",
    "start_detached",
    "status",
    "stop",
]
