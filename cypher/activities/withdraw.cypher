// Let evidence that people brought by hand count no longer, and keep which entry says so.
//
// params
//   activity_id: string      uid of the entry that withdraws it
//   ids: list<string>        uids of the evidence
// returns
//   count: integer           how many counted until now
MATCH (entry:Activity {uid: $activity_id})
UNWIND $ids AS uid
MATCH (:User)-[brought:BROUGHT]->(activity:Activity {uid: uid})
DELETE brought
MERGE (entry)-[:WITHDREW]->(activity)
RETURN count(*) AS count
