// How many contacts words find, and those of them that follow a name, by name.
//
// params
//   words: string            in the syntax of the full-text index contact_words
//   prefix: string?          how an address of theirs may begin instead; null = names and titles only
//   after_name: string       where the page before ended; '' = from the beginning
//   after_id: string
//   limit: integer           1..501
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   count: integer           all that the reader may see
//   rows: list<map<datetime>> contact_id, name, title, kind, account_id, account, address, owner, last_contact_at
CALL () {
  CALL db.index.fulltext.queryNodes('contact_words', $words) YIELD node AS contact
  RETURN contact
  UNION
  MATCH (handle:Handle)
  WHERE handle.value STARTS WITH $prefix AND NOT handle.kind IN ['internal', 'record']
  MATCH (contact:Contact)-[:HAS]->(handle)
  RETURN contact
}
WITH contact
WHERE contact.owner_id IS NULL OR $scope.all OR contact.owner_id = $scope.user_id OR contact.team_id IN $scope.team_ids
WITH collect(contact) AS everything
RETURN size(everything) AS count, COLLECT {
  UNWIND everything AS contact
  WITH contact
  WHERE contact.name > $after_name OR (contact.name = $after_name AND contact.uid > $after_id)
  WITH contact
  ORDER BY contact.name, contact.uid
  LIMIT $limit
  OPTIONAL MATCH (owner:User {uid: contact.owner_id})
  WITH contact, owner, COLLECT {
    MATCH (contact)-[job:WORKS_AT]->(employer:Account)
    WHERE employer.owner_id IS NULL OR $scope.all OR employer.owner_id = $scope.user_id OR employer.team_id IN $scope.team_ids
    RETURN {account_id: employer.uid, account: employer.name}
    ORDER BY coalesce(job.primary, false) DESC, job.until_on IS NULL DESC, coalesce(job.until_on, job.seen_until_on, job.from_on) DESC, employer.uid
    LIMIT 1
  } AS job
  WITH contact.uid AS contact_id, contact.name AS name, contact.title AS title, contact.kind AS kind, head(job).account_id AS account_id, head(job).account AS account, head(COLLECT {
    MATCH (contact)-[:HAS]->(handle:Handle {kind: 'email'})
    RETURN handle.value
    ORDER BY handle.value
    LIMIT 1
  }) AS address, owner.name AS owner, head(COLLECT {
    MATCH (contact)-[tie:KNOWS]-(other:Contact)
    WHERE tie.last_at IS NOT NULL AND (other.owner_id IS NULL OR $scope.all OR other.owner_id = $scope.user_id OR other.team_id IN $scope.team_ids)
    RETURN max(tie.last_at)
  }) AS last_contact_at
  RETURN {contact_id: contact_id, name: name, title: title, kind: kind, account_id: account_id, account: account, address: address, owner: owner, last_contact_at: last_contact_at}
  ORDER BY name, contact_id
} AS rows
