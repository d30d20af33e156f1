"""Mail as it is found: mbox files, single messages and Outlook's, read into evidence."""
