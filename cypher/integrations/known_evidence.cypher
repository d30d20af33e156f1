// Which evidence the graph holds already, and whether it counts.
//
// params
//   ids: list<string>
// returns
//   uid: string
//   standing: boolean
UNWIND $ids AS uid
MATCH (activity:Activity {uid: uid})
RETURN activity.uid AS uid, EXISTS { (activity)<-[:BROUGHT]-(source:Import|User) WHERE coalesce(source.standing, true) } AS standing
ORDER BY uid
LIMIT 5000
