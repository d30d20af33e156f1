// What imports changed, the last first.
//
// params
//   import_ids: list<string>
// returns
//   seq: integer
//   batch_id: string?        uid of the import
//   changes: string          as changes.encode writes them
MATCH (activity:Activity)
WHERE activity.batch_id IN $import_ids AND activity.kind = 'change' AND activity.verb IN ['import.read', 'import.settled'] AND activity.changes IS NOT NULL
RETURN activity.seq AS seq, activity.batch_id AS batch_id, activity.changes AS changes
ORDER BY seq DESC
LIMIT 100000
