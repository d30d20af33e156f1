// Every handle in the evidence that an import met.
//
// params
//   import_id: string
// returns
//   uid: string
MATCH (import:Import {uid: $import_id})-[:BROUGHT]->(:Activity)-[:INVOLVES]->(handle:Handle)
RETURN DISTINCT handle.uid AS uid
ORDER BY uid
LIMIT 10000000
