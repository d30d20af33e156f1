// How much evidence contacts have, to begin a search at the one with less.
//
// params
//   ids: list<string>
// returns
//   contact_id: string
//   activity_count: integer
UNWIND $ids AS uid
MATCH (contact:Contact {uid: uid})
OPTIONAL MATCH (contact)-[:HAS]->(handle:Handle)
RETURN contact.uid AS contact_id, coalesce(sum(COUNT { (handle)<-[:INVOLVES]-() }), 0) AS activity_count
ORDER BY contact_id
LIMIT 100000
