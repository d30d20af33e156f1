// Who sways some contacts or reports to them.
//
// params
//   ids: list<string>
// returns
//   uid: string
UNWIND $ids AS uid
MATCH (:Contact {uid: uid})<-[:INFLUENCES|REPORTS_TO]-(other:Contact)
RETURN DISTINCT other.uid AS uid
ORDER BY uid
LIMIT 1000000
