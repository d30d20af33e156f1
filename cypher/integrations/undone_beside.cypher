// Imports that were taken back and had met evidence that another import has met as well.
//
// params
//   import_id: string        the other one
// returns
//   uid: string
MATCH (:Import {uid: $import_id})-[:BROUGHT]->(:Activity)<-[:BROUGHT]-(beside:Import)
WHERE beside.uid <> $import_id AND NOT beside.standing
RETURN DISTINCT beside.uid AS uid
ORDER BY uid
LIMIT 1000
