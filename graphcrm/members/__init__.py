"""Users, teams, roles and tokens: their commands."""
