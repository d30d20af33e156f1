"""Neo4j, Valkey and their supervisor on one machine."""

from graphcrm.embedded.records import Service, ServiceSpec, State
from graphcrm.embedded.servers import services


__all__ = ["Service", "ServiceSpec", "State", "services"]
