"""What happened between people, and the ties it made."""

import random

from rows import Rows, mail, picture, plain, values_of

from graphcrm import graph, ids
from graphcrm.activities.commands import commit
from graphcrm.activities.records import Verb
from graphcrm.changes import Added, Edge, Node, Removed
from graphcrm.graph import connection
from graphcrm.integrations import commands, undoing
from graphcrm.integrations.records import ContactPolicy, ImportOptions
from graphcrm.relationships import declarations


def ties():
    return {(row[0], row[1]): row[2:] for row in picture("ties")["ties"]}


def addresses(number):
    return [f"p{number}@one.example", f"p{number}@two.example"]


@graph.atomic
def change(actor, *changes):
    commit(actor, Verb.CONTACT_CHANGED, changes)


class History:
    """Random things that happen to ten people with two addresses each."""

    def __init__(self, world, seed):
        self.world, self.draw = world, random.Random(seed)  # noqa: S311 - a test's own chance
        self.imports, self.declared, self.gone, self.number = [], [], {}, 0
        for number in range(10):
            world.contact(f"P{number}", emails=tuple(addresses(number)))

    def happen(self):
        """Let one of the things happen that change who is tied to whom."""
        self.draw.choices(
            [self.import_mail, self.undo, self.declare, self.withdraw, self.move, self.remove],
            [5, 2, 3, 1, 3, 2],
        )[0]()

    def import_mail(self):
        """Import some mails, new, known and late ones, some of them answers."""
        people = [self.draw.choice(addresses(number)) for number in range(10)]
        known = range(max(0, self.number - 6), self.number)
        rows = []
        for _ in range(self.draw.randint(1, 6)):
            self.number += 1
            sender, *others = self.draw.sample(people, self.draw.randint(2, 5))
            number = self.draw.choice([self.number, *known])
            cited = self.draw.sample([*known], min(len(known), self.draw.randint(0, 2)))
            rows.append(mail(number * 30, sender, *others, replies_to=tuple(n * 30 for n in cited)))
        options = ImportOptions(ContactPolicy.NONE)
        source = Rows(rows, f"import {self.number}")
        self.imports.append(commands.run_import(self.world.admin, source, options).import_id)

    def undo(self):
        """Take one of the imports back."""
        if self.imports:
            at = self.draw.randrange(len(self.imports))
            undoing.undo_import(self.world.admin, self.imports.pop(at))

    def declare(self):
        """Declare a tie."""
        one, other = self.draw.sample([n for n in range(10) if n not in self.gone], 2)
        level = self.draw.choice(["weak", "good", "strong"])
        uids = self.world.uid(f"P{one}"), self.world.uid(f"P{other}")
        self.declared.append(declarations.declare_tie(self.world.admin, *uids, level))

    def withdraw(self):
        """Withdraw a declared tie."""
        with connection.session(write=False) as session:
            found = session.run(
                "MATCH (:User)-[:BROUGHT]->(a:Activity {kind: 'declared'}) "
                "RETURN a.uid AS uid ORDER BY uid"
            ).value()
        if found and not self.gone:
            declarations.withdraw_tie(self.world.admin, self.draw.choice(found))

    def move(self):
        """Give an address to somebody else."""
        with connection.session(write=False) as session:
            rows = session.run(
                "MATCH (c:Contact)-[e:HAS]->(h:Handle {kind: 'email'}) WHERE c.name <> 'Admin' "
                "RETURN c.uid AS c, properties(e) AS e, h.uid AS h ORDER BY h.uid, c.uid"
            ).data()
        row = self.draw.choice(rows)
        to = self.draw.choice([n for n in range(10) if n not in self.gone])
        handle, values = Node("Handle", row["h"]), row["e"]
        had = plain(values)
        edge = Edge("HAS", values["uid"], Node("Contact", row["c"]), handle)
        new = Edge("HAS", ids.new(), Node("Contact", self.world.uid(f"P{to}")), handle)
        change(self.world.admin, Removed(edge, had), Added(new, {}))

    def remove(self):
        """Remove somebody, or bring them back."""
        number = self.draw.randrange(10)
        node = Node("Contact", self.world.uid(f"P{number}"))
        if number in self.gone:
            change(self.world.admin, Added(node, self.gone.pop(number)))
            return
        self.gone[number] = values_of(node.uid)
        change(self.world.admin, Removed(node, self.gone[number]))
