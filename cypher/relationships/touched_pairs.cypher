// Who took part in activities, as contacts; whether the activities stand does not matter.
//
// params
//   ids: list<string>        uids of evidence
// returns
//   contact_ids: list<string>
UNWIND $ids AS uid
MATCH (activity:Activity {uid: uid})-[:INVOLVES]->(:Handle)<-[:HAS]-(contact:Contact)
WHERE activity.kind IN ['email', 'message', 'meeting', 'call', 'declared']
WITH uid, collect(DISTINCT contact.uid) AS contact_ids
WHERE size(contact_ids) > 1
RETURN contact_ids
ORDER BY uid
LIMIT 100000
