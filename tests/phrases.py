"""Words that more than one folder of tests signs in with."""

PHRASE = "correct horse battery"
