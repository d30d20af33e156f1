"""Tasks: what is to be done, by whom, by when, and about which records."""
