// Evidence in which one person takes part by several of their addresses, so that it is shared by fewer.
//
// params
//   rows: list<list<any>>    uid of a contact; uids of handles they gained or lost
// returns
//   uid: string
UNWIND $rows AS row
OPTIONAL MATCH (:Contact|Removed {uid: row[0]})-[:HAS]->(own:Handle)
WITH row, collect(own.uid) + row[1] AS ids
WITH row, COLLECT { UNWIND ids AS id RETURN DISTINCT id } AS ids
WHERE size(ids) > 1
UNWIND ids AS id
MATCH (handle:Handle {uid: id})<-[:INVOLVES]-(activity:Activity)
WITH row, activity.uid AS uid, count(DISTINCT handle) AS handles
WHERE handles > 1
RETURN DISTINCT uid
ORDER BY uid
LIMIT 1000000
