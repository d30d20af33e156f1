// Who people on a path are, of those the reader may see: their name, title and current employer.
//
// params
//   ids: list<string>
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   contact_id: string
//   name: string
//   title: string?
//   account_id: string?      an employer the reader may see
//   account: string?
//   house: boolean           whether they are one of us
//   askable: boolean         whether they sign in here and agree to be asked
//   address: string?         their first e-mail address
UNWIND $ids AS uid
MATCH (contact:Contact {uid: uid})
WHERE contact.owner_id IS NULL OR $scope.all OR contact.owner_id = $scope.user_id OR contact.team_id IN $scope.team_ids OR EXISTS { (contact)<-[:IS]-(:User) }
CALL (contact) {
  OPTIONAL MATCH (contact)-[job:WORKS_AT]->(account:Account)
  WHERE (job.until_on IS NULL OR job.until_on >= date()) AND (account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids)
  WITH job, account
  ORDER BY coalesce(job.primary, false) DESC, coalesce(job.seen_until_on, job.from_on) DESC, account.uid
  RETURN job.title AS title, account
  LIMIT 1
}
RETURN contact.uid AS contact_id, contact.name AS name, coalesce(contact.title, title) AS title, account.uid AS account_id, account.name AS account, EXISTS { (contact)<-[:IS]-(:User) } OR coalesce(account.home, false) AS house, EXISTS { MATCH (contact)<-[:IS]-(user:User) WHERE user.shares_ties AND NOT coalesce(user.disabled, false) } AS askable, head(COLLECT {
  MATCH (contact)-[:HAS]->(handle:Handle {kind: 'email'})
  RETURN handle.value
  ORDER BY handle.value
  LIMIT 1
}) AS address
ORDER BY contact_id
LIMIT 1000
