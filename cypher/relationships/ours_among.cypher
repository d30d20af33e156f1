// Which of some people were ours on a day, and who of them the reader may see and ask.
//
// Colleagues who do not agree to be asked are not to be shown, save the reader.
//
// params
//   contact_ids: list<string>
//   day: date
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   contact_id: string
//   name: string
//   title: string?
//   account: string?         their primary or latest employer
//   is_shown: boolean
UNWIND $contact_ids AS contact_id
MATCH (contact:Contact {uid: contact_id})
WHERE EXISTS { (contact)<-[:IS]-(:User) } OR EXISTS { (contact)-[job:WORKS_AT]->(home:Account) WHERE home.home AND (job.until_on IS NULL OR job.until_on >= $day) }
RETURN contact_id, contact.name AS name, contact.title AS title, head(COLLECT {
  MATCH (contact)-[job:WORKS_AT]->(account:Account)
  WHERE account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids
  RETURN account.name
  ORDER BY coalesce(job.primary, false) DESC, job.until_on IS NULL DESC, coalesce(job.until_on, job.seen_until_on, job.from_on) DESC, job.uid
  LIMIT 1
}) AS account, (contact.owner_id IS NULL OR $scope.all OR contact.owner_id = $scope.user_id OR contact.team_id IN $scope.team_ids) AND NOT EXISTS { (contact)<-[:IS]-(shy:User) WHERE NOT shy.shares_ties AND shy.uid <> $scope.user_id } AS is_shown
ORDER BY contact_id
LIMIT 100000
