// Contacts by uid or by the exact value of an address.
//
// params
//   keys: list<string>       uids and values
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   contact_id: string
//   name: string
//   address: string?         first e-mail address
//   account: string?         the primary or latest employer
CALL () {
  UNWIND $keys AS key
  MATCH (contact:Contact {uid: key})
  RETURN contact
  UNION
  UNWIND $keys AS key
  MATCH (handle:Handle {value: key})
  MATCH (contact:Contact)-[:HAS]->(handle)
  RETURN contact
}
WITH contact
WHERE contact.owner_id IS NULL OR $scope.all OR contact.owner_id = $scope.user_id OR contact.team_id IN $scope.team_ids
RETURN contact.uid AS contact_id, contact.name AS name, head(COLLECT {
  MATCH (contact)-[:HAS]->(handle:Handle {kind: 'email'})
  RETURN handle.value
  ORDER BY handle.value
  LIMIT 1
}) AS address, head(COLLECT {
  MATCH (contact)-[job:WORKS_AT]->(employer:Account)
  WHERE employer.owner_id IS NULL OR $scope.all OR employer.owner_id = $scope.user_id OR employer.team_id IN $scope.team_ids
  RETURN employer.name
  ORDER BY coalesce(job.primary, false) DESC, job.until_on IS NULL DESC, coalesce(job.until_on, job.seen_until_on, job.from_on) DESC, employer.uid
  LIMIT 1
}) AS account
ORDER BY name, contact_id
LIMIT 100
