"""A deal's buying group: who of the customer's people has which part in it."""
