// Contacts as an import finds them: their facts and jobs.
//
// params
//   ids: list<string>
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   contact_id: string
//   name: string
//   title: string?
//   jobs: list<map<date>>    uid, account_id, title, from_on, until_on, seen_from_on, seen_until_on, board
//   visible: boolean         whether the reader may see them
UNWIND $ids AS uid
MATCH (contact:Contact {uid: uid})
RETURN contact.uid AS contact_id, contact.name AS name, contact.title AS title, [(contact)-[job:WORKS_AT]->(account:Account) | {uid: job.uid, account_id: account.uid, title: job.title, from_on: job.from_on, until_on: job.until_on, seen_from_on: job.seen_from_on, seen_until_on: job.seen_until_on, board: job.board}] AS jobs, contact.owner_id IS NULL OR $scope.all OR contact.owner_id = $scope.user_id OR contact.team_id IN $scope.team_ids AS visible
ORDER BY contact_id
LIMIT 5000
