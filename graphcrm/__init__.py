"""A relationship-centric CRM on Neo4j."""

__version__ = "0.1.0"
