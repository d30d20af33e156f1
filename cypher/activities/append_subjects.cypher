// Say of evidence that was just appended what it is about, beside the people who took part.
//
// params
//   rows: list<list<any>>    uid of the evidence, uids of the records
// returns
//   count: integer           records
UNWIND $rows AS row
MATCH (activity:Activity {uid: row[0]})
UNWIND row[1] AS uid
MATCH (record:Contact|Account|Opportunity {uid: uid})
CREATE (activity)-[:ABOUT {occurred_at: activity.occurred_at}]->(record)
RETURN count(*) AS count
