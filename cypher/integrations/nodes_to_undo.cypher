// How nodes stand that an import made or tied together.
//
// params
//   ids: list<string>
// returns
//   uid: string
//   label: string            Removed where it is gone
//   values: map<datetime>    all properties
//   is_shown: boolean        whether evidence that stands or a seat in a deal makes it a contact, or evidence involves a handle
//   held_by: list<string>    uids of the edges by which contacts, accounts and deals hold a handle or account
UNWIND $ids AS uid
MATCH (node:Contact|Account|Handle|Opportunity|Stage|Removed {uid: uid})
CALL (node) {
  MATCH (node)-[:HAS]->(own:Handle)<-[part:INVOLVES]-(activity:Activity)<-[:BROUGHT]-(source:Import|User)
  WHERE coalesce(source.standing, true)
  MATCH (activity)-[other:INVOLVES]->(handle:Handle)
  WHERE other.as = 'from' OR part.as = 'from'
  WITH collect(DISTINCT CASE WHEN part.as = 'from' THEN handle.uid END) AS wrote_to, collect(DISTINCT CASE WHEN part.as <> 'from' AND other.as = 'from' THEN handle.uid END) AS heard_from, collect(DISTINCT own.uid) AS own, coalesce(any(kind IN collect(DISTINCT activity.kind) WHERE kind IN ['meeting', 'call']), false) AS met, coalesce(any(policy IN collect(DISTINCT source.contacts) WHERE policy = 'all'), false) AS everybody
  RETURN met OR everybody OR any(handle_id IN wrote_to WHERE handle_id IN heard_from AND NOT handle_id IN own) AS is_shown
}
RETURN node.uid AS uid, head(labels(node)) AS label, properties(node) AS values, is_shown OR EXISTS { (node)-[:PLAYS]->(:Opportunity) } OR EXISTS { (node)<-[:INVOLVES]-(:Activity)<-[:BROUGHT]-(source:Import|User) WHERE coalesce(source.standing, true) } AS is_shown, [(node:Handle|Account)<-[edge:HAS|WORKS_AT|PART_OF|FOR]-(:Contact|Account|Opportunity) | edge.uid] AS held_by
ORDER BY uid
LIMIT 5000
