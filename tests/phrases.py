"""Words that more than one folder of tests signs in with."""

PHRASE = "correct horse battery"
EMAIL = "browser@norrvane.example"  # whom the browser's tests sign in, and their name
NAME = "Noor Haddad"
