// Everything an import met.
//
// params
//   import_id: string
// returns
//   uid: string
MATCH (:Import {uid: $import_id})-[:BROUGHT]->(activity:Activity)
RETURN activity.uid AS uid
ORDER BY uid
LIMIT 10000000
