// Whom a question for paths means: who works at an account it names, or can say yes in a deal, and who of us shares their ties.
//
// params
//   ids: list<string>        uids of contacts, accounts or deals to reach
//   most: integer            people of an account or a deal at most, those with most ties first
//   colleagues: boolean      whether colleagues are asked for
//   team_ids: list<string>?  whose; null = every team's
//   user_id: string          the asker, who is always among them
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   aim_id: string
//   account: string?         its name where the uid is a visible account's
//   deal: string?            its name where the uid is a visible deal's
//   people_count: integer    visible people who work there, or can say yes
//   contact_ids: list<string> the `most` best known of them
//   colleague_ids: list<string>
UNWIND $ids AS aim_id
OPTIONAL MATCH (account:Account {uid: aim_id})
WHERE account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids
OPTIONAL MATCH (deal:Opportunity {uid: aim_id})
WHERE deal.owner_id IS NULL OR $scope.all OR deal.owner_id = $scope.user_id OR deal.team_id IN $scope.team_ids
CALL (account, deal) {
  CALL (account, deal) {
    MATCH (account)<-[job:WORKS_AT]-(contact:Contact {kind: 'person'})
    WHERE job.until_on IS NULL OR job.until_on >= date()
    RETURN contact
    UNION
    MATCH (deal)<-[plays:PLAYS]-(contact:Contact)
    WHERE EXISTS { MATCH (role:Role {key: plays.role_key}) WHERE role.authority }
    RETURN contact
  }
  WITH contact
  WHERE (contact.owner_id IS NULL OR $scope.all OR contact.owner_id = $scope.user_id OR contact.team_id IN $scope.team_ids OR EXISTS { (contact)<-[:IS]-(:User) })
  WITH DISTINCT contact, COUNT { (contact)-[:KNOWS]-() } AS ties
  ORDER BY ties DESC, contact.uid
  RETURN collect(contact.uid) AS contact_ids
}
RETURN aim_id, account.name AS account, deal.name AS deal, size(contact_ids) AS people_count, contact_ids[..$most] AS contact_ids, COLLECT {
  MATCH (user:User)-[:IS]->(person:Contact)
  WHERE $colleagues AND user.uid IS NOT NULL AND NOT coalesce(user.disabled, false) AND (user.uid = $user_id OR (coalesce(user.shares_ties, false) AND ($team_ids IS NULL OR EXISTS { (user)-[:MEMBER_OF]->(team:Team) WHERE team.uid IN $team_ids })))
  RETURN DISTINCT person.uid AS uid
  ORDER BY uid
  LIMIT 1000
} AS colleague_ids
LIMIT 1000
