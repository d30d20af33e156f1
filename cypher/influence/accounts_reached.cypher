// What a list of accounts tells of each, and when any of our people was last in touch with it.
//
// params
//   account_ids: list<string>
//   colleague_ids: list<string> who of us counts: whoever shares their ties
//   today: date              jobs that ended before it are over
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   account_id: string
//   name: string
//   domain: string?          the first
//   owner: string?
//   deal_count: integer      open deals that the reader may see
//   last_at: datetime?       with anybody there whom the reader may see
UNWIND $account_ids AS account_id
MATCH (account:Account {uid: account_id})
WHERE account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids
OPTIONAL MATCH (owner:User {uid: account.owner_id})
CALL (account) {
  MATCH (account)<-[job:WORKS_AT]-(contact:Contact)-[tie:KNOWS]-(ours:Contact)
  WHERE ours.uid IN $colleague_ids AND (job.until_on IS NULL OR job.until_on >= $today) AND (contact.owner_id IS NULL OR $scope.all OR contact.owner_id = $scope.user_id OR contact.team_id IN $scope.team_ids)
  RETURN max(tie.last_at) AS last_at
}
RETURN account.uid AS account_id, account.name AS name, head(account.domains) AS domain, owner.name AS owner, COUNT {
  MATCH (account)<-[:FOR]-(deal:Opportunity)-[:IN_STAGE]->(stage:Stage)
  WHERE stage.type = 'open' AND (deal.owner_id IS NULL OR $scope.all OR deal.owner_id = $scope.user_id OR deal.team_id IN $scope.team_ids)
} AS deal_count, last_at
ORDER BY name, account_id
LIMIT 1000
