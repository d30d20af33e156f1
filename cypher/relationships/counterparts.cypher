// With whom contacts share evidence or a tie.
//
// params
//   ids: list<string>        uids of contacts
// returns
//   contact_ids: list<string>  the contact, then one of the others
UNWIND $ids AS uid
MATCH (contact:Contact|Removed {uid: uid})
CALL (contact) {
  MATCH (contact)-[:HAS]->(:Handle)<-[:INVOLVES]-(:Activity)-[:INVOLVES]->(:Handle)<-[:HAS]-(other:Contact)
  RETURN other
  UNION
  MATCH (contact)-[:KNOWS]-(other:Contact|Removed)
  RETURN other
}
WITH DISTINCT contact.uid AS one, other.uid AS other
WHERE one <> other
RETURN [one, other] AS contact_ids
ORDER BY one, other
LIMIT 1000000
