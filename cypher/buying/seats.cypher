// Who has which part in a deal; whom the reader may not see is not named.
//
// params
//   opportunity_id: string
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   seats: list<map>         contact_id, name: string?; role_key, role: string; authority: boolean
MATCH (deal:Opportunity {uid: $opportunity_id})
WHERE deal.owner_id IS NULL OR $scope.all OR deal.owner_id = $scope.user_id OR deal.team_id IN $scope.team_ids
RETURN COLLECT {
  MATCH (deal)<-[plays:PLAYS]-(contact:Contact)
  MATCH (role:Role {key: plays.role_key})
  WITH plays, contact, role, contact.owner_id IS NULL OR $scope.all OR contact.owner_id = $scope.user_id OR contact.team_id IN $scope.team_ids AS is_seen
  RETURN {contact_id: CASE WHEN is_seen THEN contact.uid END, name: CASE WHEN is_seen THEN contact.name END, role_key: role.key, role: role.name, authority: coalesce(role.authority, false)}
  ORDER BY role.position, role.key, is_seen DESC, contact.name, plays.uid
  LIMIT 500
} AS seats
