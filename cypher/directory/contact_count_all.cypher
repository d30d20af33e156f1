// How many contacts there are, for readers who see them all.
//
// returns
//   count: integer
MATCH (contact:Contact)
RETURN count(contact) AS count
