"""Tables: CSV files of contacts, accounts and activities, and LinkedIn's connections."""
