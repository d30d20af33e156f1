"""Files and mailboxes: what comes in, read by sources and taken in by one intake."""
