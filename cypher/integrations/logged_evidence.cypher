// Evidence by uid with when and among whom it was, and whether it counts.
//
// params
//   ids: list<string>
// returns
//   uid: string
//   occurred_at: datetime
//   parts: list<list<string>>  uid of each handle that took part, and how
//   standing: boolean
UNWIND $ids AS uid
MATCH (activity:Activity {uid: uid})
RETURN activity.uid AS uid, activity.occurred_at AS occurred_at, COLLECT {
  MATCH (activity)-[part:INVOLVES]->(handle:Handle|Removed)
  RETURN [handle.uid, part.as]
  ORDER BY handle.uid
  LIMIT 10000
} AS parts, EXISTS { (activity)<-[:BROUGHT]-(source:Import|User) WHERE coalesce(source.standing, true) } AS standing
ORDER BY uid
LIMIT 5000
