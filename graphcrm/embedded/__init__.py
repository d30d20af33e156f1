"""Neo4j, Valkey and the supervisor on one machine."""
