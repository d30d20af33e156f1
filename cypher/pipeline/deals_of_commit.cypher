// Which deals an entry of the stream is about.
//
// params
//   activity_id: string
// returns
//   uid: string
MATCH (:Activity {uid: $activity_id})-[:ABOUT]->(deal:Opportunity|Removed)
RETURN deal.uid AS uid
ORDER BY uid
LIMIT 1000
