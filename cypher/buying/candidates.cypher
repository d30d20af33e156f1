// Who has no seat in a deal and could: seen with its people and ours, or at its accounts.
//
// params
//   opportunity_id: string
//   today: date
//   now: datetime
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   ghosts: list<map<datetime>>  contact_id, name; title: string?; count: integer; last_at: datetime: on mail or in meetings that the reader may see, with somebody seated and one of us, since the deal was opened
//   people: list<map>        contact_id, name; title: string?; days: integer in touch with us: who works at an account of the deal
//   dismissed: list<map>     contact_id, name: whom people said no of
MATCH (deal:Opportunity {uid: $opportunity_id})
WHERE deal.owner_id IS NULL OR $scope.all OR deal.owner_id = $scope.user_id OR deal.team_id IN $scope.team_ids
WITH deal, coalesce(datetime({date: deal.opened_on, timezone: 'Z'}), deal.created_at) AS opened_at
CALL (deal, opened_at) {
  MATCH (deal)<-[:PLAYS]-(seated:Contact)-[:HAS]->(:Handle)<-[part:INVOLVES]-(activity:Activity)
  WHERE part.occurred_at >= opened_at AND part.occurred_at <= $now AND activity.kind IN ['email', 'message', 'meeting', 'call'] AND (activity.owner_id IS NULL OR $scope.all OR activity.owner_id = $scope.user_id OR activity.team_id IN $scope.team_ids)
  WITH DISTINCT deal, activity
  WHERE EXISTS { (activity)<-[:BROUGHT]-(source:Import|User) WHERE coalesce(source.standing, true) } AND EXISTS {
    MATCH (activity)-[:INVOLVES]->(:Handle)<-[:HAS]-(one:Contact)
    WHERE EXISTS { (one)<-[:IS]-(:User) } OR EXISTS { (one)-[job:WORKS_AT]->(home:Account) WHERE home.home AND (job.until_on IS NULL OR job.until_on >= $today) }
  }
  MATCH (activity)-[:INVOLVES]->(:Handle)<-[:HAS]-(person:Contact)
  WITH deal, person, count(DISTINCT activity) AS count, max(activity.occurred_at) AS last_at
  WHERE person.kind = 'person' AND (person.owner_id IS NULL OR $scope.all OR person.owner_id = $scope.user_id OR person.team_id IN $scope.team_ids) AND NOT EXISTS { (person)-[:PLAYS]->(deal) } AND NOT EXISTS { (deal)-[:DISMISSES]->(person) } AND NOT EXISTS { (person)<-[:IS]-(:User) } AND EXISTS {
    MATCH (deal)-[:FOR]->(account:Account)<-[job:WORKS_AT]-(person)
    WHERE (job.until_on IS NULL OR job.until_on >= $today) AND (account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids)
  }
  WITH deal, person, count, last_at
  ORDER BY count DESC, last_at DESC, person.uid
  LIMIT 20
  RETURN collect({contact_id: person.uid, name: person.name, title: coalesce(person.title, head(COLLECT {
    MATCH (person)-[held:WORKS_AT]->(:Account)<-[:FOR]-(deal)
    WHERE held.title IS NOT NULL
    RETURN held.title
    ORDER BY held.uid
    LIMIT 1
  })), count: count, last_at: last_at}) AS ghosts
}
RETURN ghosts, COLLECT {
  MATCH (deal)-[:FOR]->(account:Account)<-[job:WORKS_AT]-(person:Contact)
  WHERE (job.until_on IS NULL OR job.until_on >= $today) AND (account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids) AND person.kind = 'person' AND (person.owner_id IS NULL OR $scope.all OR person.owner_id = $scope.user_id OR person.team_id IN $scope.team_ids) AND NOT EXISTS { (person)-[:PLAYS]->(deal) } AND NOT EXISTS { (deal)-[:DISMISSES]->(person) }
  WITH DISTINCT person
  WITH person, coalesce(head(COLLECT {
    MATCH (person)-[tie:KNOWS]-(one:Contact)
    WHERE tie.days > 0 AND (EXISTS { (one)<-[:IS]-(:User) } OR EXISTS { (one)-[ours:WORKS_AT]->(home:Account) WHERE home.home AND (ours.until_on IS NULL OR ours.until_on >= $today) })
    RETURN tie.days
    ORDER BY tie.days DESC
    LIMIT 1
  }), 0) AS days
  RETURN {contact_id: person.uid, name: person.name, title: coalesce(person.title, head(COLLECT {
    MATCH (person)-[held:WORKS_AT]->(:Account)<-[:FOR]-(deal)
    WHERE held.title IS NOT NULL
    RETURN held.title
    ORDER BY held.uid
    LIMIT 1
  })), days: days}
  ORDER BY days DESC, person.name, person.uid
  LIMIT 500
} AS people, COLLECT {
  MATCH (deal)-[:DISMISSES]->(person:Contact)
  WHERE person.owner_id IS NULL OR $scope.all OR person.owner_id = $scope.user_id OR person.team_id IN $scope.team_ids
  RETURN {contact_id: person.uid, name: person.name}
  ORDER BY person.name, person.uid
  LIMIT 100
} AS dismissed
ORDER BY size(ghosts)
LIMIT 1
