// Which handles the graph holds already, and whose they are.
//
// params
//   ids: list<string>
// returns
//   uid: string
//   use: string
//   name: string?
//   contact_id: string?
UNWIND $ids AS uid
MATCH (handle:Handle {uid: uid})
OPTIONAL MATCH (contact:Contact)-[:HAS]->(handle)
RETURN handle.uid AS uid, handle.use AS use, handle.name AS name, min(contact.uid) AS contact_id
ORDER BY uid
LIMIT 50000
