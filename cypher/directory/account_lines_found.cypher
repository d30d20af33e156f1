// How many accounts words find, and those of them that follow a name, by name.
//
// params
//   words: string            in the syntax of the full-text index account_words
//   after_name: string       where the page before ended; '' = from the beginning
//   after_id: string
//   limit: integer           1..501
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   count: integer           all that the reader may see
//   rows: list<map<datetime>> account_id, name, domain, industry, home, owner, person_count, last_contact_at
CALL db.index.fulltext.queryNodes('account_words', $words) YIELD node AS account
WITH account
WHERE account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids
WITH collect(account) AS everything
RETURN size(everything) AS count, COLLECT {
  UNWIND everything AS account
  WITH account
  WHERE account.name > $after_name OR (account.name = $after_name AND account.uid > $after_id)
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
  WITH account.uid AS account_id, account.name AS name, head(account.domains) AS domain, account.industry AS industry, coalesce(account.home, false) AS home, owner.name AS owner, person_count, last_contact_at
  RETURN {account_id: account_id, name: name, domain: domain, industry: industry, home: home, owner: owner, person_count: person_count, last_contact_at: last_contact_at}
  ORDER BY name, account_id
} AS rows
