// What a user has not read yet, locked until the command is over.
//
// params
//   user_id: string
//   uids: list<string>?      of these alone; null = of all
//   limit: integer           1..500
// returns
//   uid: string
MATCH (told:Notification {user_id: $user_id, read: false})
WHERE $uids IS NULL OR told.uid IN $uids
WITH told
ORDER BY told.uid
LIMIT $limit
SET told.lock = true REMOVE told.lock
RETURN told.uid AS uid
ORDER BY uid
LIMIT 500
