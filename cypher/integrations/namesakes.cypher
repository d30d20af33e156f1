// Contacts by exact name with the e-mail addresses they have, to find the same person again.
//
// params
//   names: list<string>
// returns
//   contact_id: string
//   name: string
//   addresses: list<string>
UNWIND $names AS name
MATCH (contact:Contact {name: name})-[:HAS]->(handle:Handle {kind: 'email'})
RETURN contact.uid AS contact_id, contact.name AS name, collect(handle.value) AS addresses
ORDER BY contact_id
LIMIT 50000
