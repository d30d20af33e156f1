// An import, and those taken back before it that had to leave some of their records.
//
// params
//   import_id: string
// returns
//   uid: string
//   kept_count: integer?
MATCH (import:Import)
WHERE import.uid = $import_id OR (import.kept_count > 0 AND NOT import.standing)
RETURN import.uid AS uid, import.kept_count AS kept_count
ORDER BY uid
LIMIT 1000
