"""Contacts, accounts, handles and employment, and who may be the same."""
