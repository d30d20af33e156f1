// Which evidence the graph holds already.
//
// params
//   ids: list<string>
// returns
//   uid: string
UNWIND $ids AS uid
MATCH (activity:Activity {uid: uid})
RETURN activity.uid AS uid
ORDER BY uid
LIMIT 5000
