// The accounts that follow a name, by name.
//
// params
//   after_name: string       where the page before ended; '' = from the beginning
//   after_id: string
//   limit: integer           1..501
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   account_id: string
//   name: string
//   domain: string?          the first
//   industry: string?
//   home: boolean
//   owner: string?
//   person_count: integer    whom the reader may see
//   last_contact_at: datetime? with any of them
MATCH (account:Account)
WHERE account.name >= $after_name AND (account.name > $after_name OR (account.name = $after_name AND account.uid > $after_id)) AND (account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids)
WITH account
ORDER BY account.name, account.uid
LIMIT $limit
OPTIONAL MATCH (owner:User {uid: account.owner_id})
CALL (account) {
  MATCH (account)<-[:WORKS_AT]-(contact:Contact)
  WHERE contact.owner_id IS NULL OR $scope.all OR contact.owner_id = $scope.user_id OR contact.team_id IN $scope.team_ids
  WITH DISTINCT contact
  OPTIONAL MATCH (contact)-[tie:KNOWS]-(other:Contact)
  WHERE other.owner_id IS NULL OR $scope.all OR other.owner_id = $scope.user_id OR other.team_id IN $scope.team_ids
  RETURN count(DISTINCT contact) AS person_count, max(tie.last_at) AS last_contact_at
}
RETURN account.uid AS account_id, account.name AS name, head(account.domains) AS domain, account.industry AS industry, coalesce(account.home, false) AS home, owner.name AS owner, person_count, last_contact_at
ORDER BY name, account_id
LIMIT $limit
