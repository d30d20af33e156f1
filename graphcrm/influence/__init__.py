"""Introduction and influence paths."""
