"""Who may see and do what: decisions and reads only."""
