// What ways into deals start from: whose deals, who in them can say yes, who of us can begin.
//
// Own deals are those that are open, at most so many, the next to close first.
//
// params
//   user_id: string          the reader
//   opportunity_id: string?  a deal of anybody's, open or not, that the reader may see; null = none
//   given: list<string>      uids of contacts or users to do without
//   starts: boolean          whether it is asked who can begin
//   team_ids: list<string>?  whose colleagues; null = every team's
//   most: integer            own deals
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   deals: list<map>         opportunity_id, name, stage_id, stage, win_percent: integer, is_mine, is_open: boolean; amount_minor: integer?, currency, account_id, account: string?; seats: list of contact_id: null where hidden, role_key, authority: boolean
//   own_count: integer       open deals of the reader, returned or not
//   colleague_ids: list<string>  contacts of those who share their ties, the reader's among them
//   gone: list<map>          given, contact_id: string, of whom the reader may see
CALL () {
  MATCH (own:Opportunity {owner_id: $user_id})-[:IN_STAGE]->(:Stage {type: 'open'})
  WITH own
  ORDER BY own.close_on IS NULL, own.close_on, own.uid
  RETURN count(own) AS own_count, collect(own)[..$most] AS owned
}
OPTIONAL CALL (owned) {
  UNWIND owned AS deal
  RETURN deal, true AS is_mine
  UNION
  MATCH (deal:Opportunity {uid: $opportunity_id})
  WHERE NOT deal IN owned AND (deal.owner_id IS NULL OR $scope.all OR deal.owner_id = $scope.user_id OR deal.team_id IN $scope.team_ids)
  RETURN deal, false AS is_mine
}
OPTIONAL MATCH (deal)-[:IN_STAGE]->(stage:Stage)
WITH own_count, deal, is_mine, stage, head(COLLECT {
  MATCH (deal)-[edge:FOR]->(account:Account)
  WHERE account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids
  RETURN account
  ORDER BY coalesce(edge.primary, false) DESC, account.name, account.uid
  LIMIT 1
}) AS account
ORDER BY deal.close_on IS NULL, deal.close_on, deal.uid
WITH own_count, collect(CASE WHEN deal IS NOT NULL THEN {
  opportunity_id: deal.uid, name: deal.name, stage_id: stage.uid, stage: stage.name, is_mine: is_mine, is_open: stage.type = 'open',
  win_percent: coalesce(deal.win_percent, stage.win_percent), amount_minor: deal.amount_minor, currency: deal.currency, account_id: account.uid, account: account.name,
  seats: COLLECT {
    MATCH (deal)<-[plays:PLAYS]-(contact:Contact)
    OPTIONAL MATCH (role:Role {key: plays.role_key})
    WITH plays, role, contact, contact.owner_id IS NULL OR $scope.all OR contact.owner_id = $scope.user_id OR contact.team_id IN $scope.team_ids AS is_seen
    ORDER BY role.position, plays.role_key, plays.uid
    LIMIT 200
    RETURN {contact_id: CASE WHEN is_seen THEN contact.uid END, role_key: plays.role_key, authority: coalesce(role.authority, false)}
  }
} END) AS deals
RETURN deals, own_count, COLLECT {
  MATCH (user:User)-[:IS]->(person:Contact)
  WHERE $starts AND user.uid IS NOT NULL AND NOT coalesce(user.disabled, false) AND (user.uid = $user_id OR (coalesce(user.shares_ties, false) AND ($team_ids IS NULL OR EXISTS { (user)-[:MEMBER_OF]->(team:Team) WHERE team.uid IN $team_ids })))
  RETURN DISTINCT person.uid AS uid
  ORDER BY uid
  LIMIT 1000
} AS colleague_ids, COLLECT {
  UNWIND $given AS given
  WITH given, coalesce(head(COLLECT { MATCH (:User {uid: given})-[:IS]->(one:Contact) RETURN one.uid ORDER BY one.uid LIMIT 1 }), given) AS uid
  MATCH (person:Contact {uid: uid})
  WHERE person.owner_id IS NULL OR $scope.all OR person.owner_id = $scope.user_id OR person.team_id IN $scope.team_ids OR EXISTS { (person)<-[:IS]-(:User) }
  RETURN {given: given, contact_id: person.uid}
  ORDER BY given
  LIMIT 50
} AS gone
ORDER BY own_count
LIMIT 1
