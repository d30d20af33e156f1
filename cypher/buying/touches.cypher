// When some people and ours last turned to each other, and what of it the reader may see.
//
// What happens after `now` does not count, nor does what is withdrawn.
//
// params
//   contact_ids: list<string>
//   since: datetime          as far back as is looked
//   now: datetime
//   today: date
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   contact_id: string
//   in_at: datetime?         when they last turned to one of us
//   out_at: datetime?        when one of us last turned to them
//   seen_in_at: datetime?    the same, of what the reader may see
//   seen_out_at: datetime?
UNWIND $contact_ids AS contact_id
MATCH (contact:Contact {uid: contact_id})-[:HAS]->(:Handle)<-[part:INVOLVES]-(activity:Activity)-[other:INVOLVES]->(:Handle)<-[:HAS]-(one:Contact)
WHERE part.occurred_at >= $since AND part.occurred_at <= $now AND activity.kind IN ['email', 'message', 'meeting', 'call'] AND one <> contact
  AND (EXISTS { (one)<-[:IS]-(:User) } OR EXISTS { (one)-[job:WORKS_AT]->(home:Account) WHERE home.home AND (job.until_on IS NULL OR job.until_on >= $today) })
  AND EXISTS { (activity)<-[:BROUGHT]-(source:Import|User) WHERE coalesce(source.standing, true) }
WITH contact_id, part.occurred_at AS at, activity.kind IN ['meeting', 'call'] AS is_both, part.as = 'from' AS is_in, other.as = 'from' AS is_out, activity.owner_id IS NULL OR $scope.all OR activity.owner_id = $scope.user_id OR activity.team_id IN $scope.team_ids AS is_told
RETURN contact_id, max(CASE WHEN is_both OR is_in THEN at END) AS in_at, max(CASE WHEN is_both OR is_out THEN at END) AS out_at, max(CASE WHEN is_told AND (is_both OR is_in) THEN at END) AS seen_in_at, max(CASE WHEN is_told AND (is_both OR is_out) THEN at END) AS seen_out_at
ORDER BY contact_id
LIMIT 100000
