"""What a command line answered: JSON of one that succeeded, the sentence of a refusal."""

import json


def told(done):
    """Return the one JSON document of a command that succeeded, and nothing else."""
    assert (done.exit_code, done.stderr) == (0, ""), done.output
    return json.loads(done.stdout)


def refused(done):
    """Return the sentence of a refusal: on stderr, alone."""
    assert (done.exit_code, done.stdout) == (1, ""), done.output
    assert done.stderr.count("\n") == 1
    return done.stderr.strip()
