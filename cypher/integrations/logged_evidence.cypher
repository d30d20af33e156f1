// Evidence by the id that a log gave it, with when and among whom it was, and whether it counts.
//
// params
//   ids: list<string>        uids that are made of the ids alone
// returns
//   uid: string
//   log_uid: string          which of the ids it has
//   occurred_at: datetime
//   parts: list<list<string>>  uid of each handle that took part, and how
//   standing: boolean
UNWIND $ids AS log_uid
CALL (log_uid) {
  MATCH (activity:Activity {uid: log_uid})
  RETURN activity
  UNION
  MATCH (activity:Activity {log_uid: log_uid})
  RETURN activity
}
RETURN activity.uid AS uid, log_uid, activity.occurred_at AS occurred_at, COLLECT {
  MATCH (activity)-[part:INVOLVES]->(handle:Handle|Removed)
  RETURN [handle.uid, part.as]
  ORDER BY handle.uid
  LIMIT 10000
} AS parts, EXISTS { (activity)<-[:BROUGHT]-(source:Import|User) WHERE coalesce(source.standing, true) } AS standing
ORDER BY log_uid, uid
LIMIT 10000
