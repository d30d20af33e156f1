// Contacts by their addresses, with whose they are.
//
// params
//   ids: list<string>        uids of handles
// returns
//   handle_id: string
//   contact_id: string
//   owner_id: string?
//   team_id: string?
UNWIND $ids AS uid
MATCH (handle:Handle {uid: uid})<-[:HAS]-(contact:Contact)
RETURN handle.uid AS handle_id, contact.uid AS contact_id, contact.owner_id AS owner_id, contact.team_id AS team_id
ORDER BY handle_id
LIMIT 100000
