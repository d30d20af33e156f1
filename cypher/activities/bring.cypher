// Note that a source has met evidence that the graph holds already.
//
// params
//   ids: list<string>        uids of the evidence
//   source_id: string        uid of the Import or User that met it
// returns
//   count: integer           how many it had not met before
MATCH (source:Import|User {uid: $source_id})
UNWIND $ids AS uid
MATCH (activity:Activity {uid: uid})
WHERE NOT EXISTS { (activity)<-[:BROUGHT]-(source) }
CREATE (source)-[:BROUGHT]->(activity)
RETURN count(*) AS count
