"""How often the house lets one person be asked for introductions."""

from dataclasses import asdict

from graphcrm import graph, ids
from graphcrm.access import rules as access
from graphcrm.access.records import Actor, Permission
from graphcrm.activities.commands import commit
from graphcrm.activities.records import Verb
from graphcrm.changes import Added, Change, Node
from graphcrm.directory.rules import set_changes
from graphcrm.introductions.records import Policy
from graphcrm.introductions.rules import checked_policy


POLICY_ID = ids.of("introductions", "policy")
POLICY = graph.load("introductions/policy", Policy)


def policy() -> Policy:
    """Return the house's policy; the default where nobody has set another."""
    return graph.find(POLICY, uid=POLICY_ID) or Policy()


@graph.atomic
def set_policy(actor: Actor, wanted: Policy) -> bool:
    """Let one person be asked more or less often; return whether that is new.

    Raises:
        NotPermittedError: The actor is no administrator.
        FieldError: A number is out of its range.
    """
    access.require(actor, Permission.ADMINISTER)
    wanted, node = checked_policy(wanted), Node("IntroductionPolicy", POLICY_ID)
    before: Policy | None = graph.find(POLICY, uid=POLICY_ID)
    if wanted == (before or Policy()):
        return False
    changes: list[Change] = [Added(node, asdict(wanted))]
    if before:
        changes = set_changes(node, asdict(before), asdict(wanted))
    commit(actor, Verb.INTRODUCTION_POLICY_CHANGED, changes)
    return True
