// Two people of a deal between whom a line is to be drawn, or no longer; deal and stream are locked until then.
//
// The stream's lock is taken before the lines are read, so that no two commands at the same time
// draw lines that make a circle together.
//
// params
//   opportunity_id: string
//   contact_id: string       from whom the line leads
//   other_id: string         to whom; another person
//   today: date
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   owner_id: string?        of the deal
//   team_id: string?
//   contact_id: string?      null = there is none that the reader may see
//   name: string?
//   other_id: string?        likewise
//   other: string?           their name
//   seated: list<string>     which of both have a seat
//   superiors: list<map<date>>  superior_id; values: properties of the REPORTS_TO; of today, to those that the reader may see
//   influences: list<map<datetime>>  properties of each INFLUENCES of one on the other
//   dismissals: list<map>    properties of each DISMISSES_INFLUENCE by which the one does not sway the other
//   above: list<string?>     names from the other up to the contact where the other reports to them; null = may not be seen; empty = they do not
MATCH (deal:Opportunity {uid: $opportunity_id})
WHERE deal.owner_id IS NULL OR $scope.all OR deal.owner_id = $scope.user_id OR deal.team_id IN $scope.team_ids
SET deal.lock = true REMOVE deal.lock
WITH deal
MATCH (stream:Stream {uid: 'stream'})
SET stream.lock = true REMOVE stream.lock
WITH deal
OPTIONAL MATCH (contact:Contact {uid: $contact_id})
WHERE contact.owner_id IS NULL OR $scope.all OR contact.owner_id = $scope.user_id OR contact.team_id IN $scope.team_ids
OPTIONAL MATCH (other:Contact {uid: $other_id})
WHERE other.owner_id IS NULL OR $scope.all OR other.owner_id = $scope.user_id OR other.team_id IN $scope.team_ids
RETURN deal.owner_id AS owner_id, deal.team_id AS team_id, contact.uid AS contact_id, contact.name AS name, other.uid AS other_id, other.name AS other, [one IN [contact, other] WHERE EXISTS { (one)-[:PLAYS]->(deal) } | one.uid] AS seated, COLLECT {
  MATCH (contact)-[line:REPORTS_TO]->(superior:Contact)
  WHERE (line.until_on IS NULL OR line.until_on >= $today) AND (superior.owner_id IS NULL OR $scope.all OR superior.owner_id = $scope.user_id OR superior.team_id IN $scope.team_ids)
  RETURN {superior_id: superior.uid, values: properties(line)}
  ORDER BY line.uid
  LIMIT 50
} AS superiors, COLLECT {
  MATCH (contact)-[influence:INFLUENCES]->(other)
  RETURN properties(influence)
  ORDER BY influence.uid
  LIMIT 50
} AS influences, COLLECT {
  MATCH (deal)-[dismissal:DISMISSES_INFLUENCE {on_id: other.uid}]->(contact)
  RETURN properties(dismissal)
  ORDER BY dismissal.uid
  LIMIT 50
} AS dismissals, coalesce(head(COLLECT {
  // No company has more than 50 floors; of a longer line nobody is told that it is a circle.
  MATCH path = SHORTEST 1 (other)((:Contact)-[line:REPORTS_TO]->(:Contact) WHERE line.until_on IS NULL OR line.until_on >= $today){1,50}(contact)
  RETURN [one IN nodes(path) | CASE WHEN one.owner_id IS NULL OR $scope.all OR one.owner_id = $scope.user_id OR one.team_id IN $scope.team_ids THEN one.name END]
  ORDER BY length(path)
  LIMIT 1
}), []) AS above
ORDER BY contact_id
LIMIT 1
