// Which of some notifications there are already.
//
// params
//   uids: list<string>
// returns
//   uid: string
UNWIND $uids AS uid
MATCH (told:Notification {uid: uid})
RETURN uid
ORDER BY uid
LIMIT 1000
