// Some contacts, as the path index needs them.
//
// params
//   ids: list<string>
// returns
//   uid: string
//   owner_id: string?
//   team_id: string?
//   house: boolean           whether they are one of us
//   bar: string?             do-not-contact or not-a-person
//   asked: integer           introductions they were asked for
//   agreed: integer          those of them that they passed on
UNWIND $ids AS uid
MATCH (contact:Contact {uid: uid})
RETURN contact.uid AS uid, contact.owner_id AS owner_id, contact.team_id AS team_id, EXISTS { (contact)<-[:IS]-(:User) } AS house, CASE WHEN contact.kind <> 'person' THEN 'not-a-person' WHEN coalesce(contact.do_not_contact, false) THEN 'do-not-contact' END AS bar, COUNT { (contact)<-[:PASSED_BY]-() } + COUNT { (contact)<-[:STOPPED_AT]-() } AS asked, COUNT { (contact)<-[:PASSED_BY]-() } AS agreed
ORDER BY uid
LIMIT 100000000
