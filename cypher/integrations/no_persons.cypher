// Contacts that mail made and took for persons, all of whose addresses are known as no person's by now.
//
// params
//   ids: list<string>        uids of contacts
// returns
//   contact_id: string
//   use: string              list or shared
UNWIND $ids AS uid
MATCH (contact:Contact {uid: uid})-[:HAS]->(handle:Handle)
WHERE contact.kind = 'person' AND contact.source = 'mail' AND handle.kind IN ['email', 'exchange']
WITH contact, collect(DISTINCT handle.use) AS uses
WHERE NOT 'person' IN uses
RETURN contact.uid AS contact_id, CASE WHEN 'list' IN uses THEN 'list' ELSE 'shared' END AS use
ORDER BY contact_id
LIMIT 5000
