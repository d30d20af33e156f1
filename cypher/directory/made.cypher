// Whether a record exists, or was removed since.
//
// params
//   uid: string
// returns
//   uid: string
MATCH (record:Contact|Account|Removed {uid: $uid})
RETURN record.uid AS uid
ORDER BY uid
LIMIT 1
