// The runs of one source that ended before they were done, the oldest first.
//
// params
//   kind: string
//   name: string
//   owner_id: string?
// returns
//   uid: string
MATCH (import:Import)
WHERE import.started_at IS NOT NULL AND import.kind = $kind AND import.name = $name AND import.finished_at IS NULL AND import.standing AND ($owner_id IS NULL OR import.owner_id = $owner_id)
RETURN import.uid AS uid
ORDER BY import.started_at, uid
LIMIT 100
