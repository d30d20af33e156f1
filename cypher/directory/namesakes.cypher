// Contacts in groups whose members may be one person: the same words of name, or the same last
// word and first letter at one account.
//
// scans Contact: a duplicate can be anybody, and a page shows it in the background
// scans WORKS_AT: so can one at the same account
//
// params
//   scope: map               the reader's scope, as access.rules.filter_of writes it
//   limit: integer           groups, 1..5000
// returns
//   members: list<map>       contact_id, name, address, account, addresses; 2..20 a group
CALL () {
  MATCH (contact:Contact)
  WHERE contact.kind = 'person' AND (contact.owner_id IS NULL OR $scope.all OR contact.owner_id = $scope.user_id OR contact.team_id IN $scope.team_ids)
  WITH contact, COLLECT {
    UNWIND split(toLower(replace(replace(contact.name, ',', ''), '.', '')), ' ') AS word
    WITH word
    WHERE size(word) > 1
    RETURN word
    ORDER BY word
  } AS key
  WITH key, collect(contact) AS members
  WHERE 2 <= size(members) <= 20 AND size(key) > 0
  RETURN members
  UNION ALL
  MATCH (contact:Contact)-[:WORKS_AT]->(account:Account)
  WHERE contact.kind = 'person' AND (contact.owner_id IS NULL OR $scope.all OR contact.owner_id = $scope.user_id OR contact.team_id IN $scope.team_ids) AND (account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids)
  WITH DISTINCT contact, account, split(toLower(contact.name), ' ') AS words
  WITH account, last(words) AS family, left(words[0], 1) AS initial, collect(contact) AS members
  WHERE 2 <= size(members) <= 20
  RETURN members
}
WITH members, reduce(least = head(members).uid, member IN members | CASE WHEN member.uid < least THEN member.uid ELSE least END) AS first
ORDER BY first, size(members)
LIMIT $limit
RETURN COLLECT {
  UNWIND members AS contact
  RETURN {contact_id: contact.uid, name: contact.name, account: head(COLLECT {
  MATCH (contact)-[job:WORKS_AT]->(employer:Account)
  WHERE employer.owner_id IS NULL OR $scope.all OR employer.owner_id = $scope.user_id OR employer.team_id IN $scope.team_ids
  RETURN employer.name
  ORDER BY coalesce(job.primary, false) DESC, job.until_on IS NULL DESC, coalesce(job.until_on, job.seen_until_on, job.from_on) DESC, employer.uid
  LIMIT 1
}), addresses: COLLECT {
    MATCH (contact)-[:HAS]->(handle:Handle {kind: 'email'})
    RETURN handle.value
    ORDER BY handle.value
    LIMIT 20
  }}
  ORDER BY contact.name, contact.uid
} AS members
