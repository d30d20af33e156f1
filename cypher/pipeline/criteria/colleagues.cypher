// Who of us can introduce: whoever shares their ties, and who asks.
//
// params
//   user_id: string          who asks
// returns
//   contact_id: string
MATCH (user:User)-[:IS]->(person:Contact)
WHERE user.uid IS NOT NULL AND NOT coalesce(user.disabled, false) AND (user.uid = $user_id OR coalesce(user.shares_ties, false))
RETURN DISTINCT person.uid AS contact_id
ORDER BY contact_id
LIMIT 1000
