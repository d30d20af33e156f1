// What happened with some people or is about an opportunity, the newest first: evidence that stands and the reader may see.
//
// The newest `window` participations are cut out first, by the edges' own times, so that somebody
// with 100,000 mails costs no more than their edges; fewer entries than `limit` may be left of
// them, and then the page goes on before `since_at`.
//
// Who is hidden from the reader is neither named nor counted among those who took part: not by the
// address either. What nobody holds has no owner: everybody sees it.
//
// params
//   opportunity_id: string
//   contact_ids: list<string>  whom the reader may see
//   before_at: datetime      where the page before ended
//   before_seq: integer
//   kinds: list<string>      of the evidence to show
//   window: integer          how many participations to look at, 1..100000
//   limit: integer           1..501
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   since_at: datetime?      from when on was looked at; null = from the beginning
//   entries: list<map<datetime>> the attributes of EntryRow; involved: the first 6, senders first
CALL () {
  UNWIND $contact_ids AS contact_id
  MATCH (:Contact {uid: contact_id})-[:HAS]->(:Handle)<-[part:INVOLVES]-(:Activity)
  WHERE part.occurred_at <= $before_at
  WITH part.occurred_at AS at
  ORDER BY at DESC
  SKIP $window
  LIMIT 1
  RETURN head(collect(at)) AS since_at
}
WITH since_at, COLLECT {
  CALL (since_at) {
    UNWIND $contact_ids AS contact_id
    MATCH (:Contact {uid: contact_id})-[:HAS]->(:Handle)<-[part:INVOLVES]-(activity:Activity)
    WHERE part.occurred_at <= $before_at AND (since_at IS NULL OR part.occurred_at >= since_at)
    WITH DISTINCT activity, part.occurred_at AS at
    WHERE activity.kind IN $kinds AND (at < $before_at OR activity.seq < $before_seq) AND (activity.owner_id IS NULL OR $scope.all OR activity.owner_id = $scope.user_id OR activity.team_id IN $scope.team_ids) AND EXISTS { (activity)<-[:BROUGHT]-(source:Import|User) WHERE coalesce(source.standing, true) }
    RETURN activity, at
    UNION
    MATCH (:Opportunity {uid: $opportunity_id})<-[about:ABOUT]-(activity:Activity)
    WHERE about.occurred_at <= $before_at AND (since_at IS NULL OR about.occurred_at >= since_at) AND activity.kind IN $kinds AND (about.occurred_at < $before_at OR activity.seq < $before_seq) AND (activity.owner_id IS NULL OR $scope.all OR activity.owner_id = $scope.user_id OR activity.team_id IN $scope.team_ids) AND EXISTS { (activity)<-[:BROUGHT]-(source:Import|User) WHERE coalesce(source.standing, true) }
    RETURN activity, about.occurred_at AS at
  }
  RETURN activity
  ORDER BY at DESC, activity.seq DESC
  LIMIT $limit
} AS shown
RETURN since_at, COLLECT {
  UNWIND shown AS activity
  OPTIONAL MATCH (logger:User)-[:BROUGHT]->(activity)
  OPTIONAL MATCH (activity)-[:BY]->(author:User)
  WITH activity, logger, author
  ORDER BY activity.occurred_at DESC, activity.seq DESC
  RETURN {activity_id: activity.uid, seq: activity.seq, kind: activity.kind, occurred_at: activity.occurred_at, verb: activity.verb, subject: activity.subject, body: CASE WHEN logger IS NOT NULL THEN activity.body END, changes: CASE WHEN activity.batch_id IS NULL THEN activity.changes END, by: coalesce(author.name, logger.name), is_own: coalesce(logger.uid = $scope.user_id, false), involved: COLLECT {
    MATCH (activity)-[part:INVOLVES]->(handle:Handle)
    OPTIONAL MATCH (person:Contact)-[:HAS]->(handle)
    WITH part, handle, person
    WHERE (person.owner_id IS NULL OR $scope.all OR person.owner_id = $scope.user_id OR person.team_id IN $scope.team_ids) AND (person IS NOT NULL OR NOT handle.kind IN ['internal', 'record'])
    RETURN {contact_id: person.uid, name: coalesce(person.name, handle.name, handle.value), part: part.as}
    ORDER BY CASE part.as WHEN 'from' THEN 0 WHEN 'organizer' THEN 0 WHEN 'caller' THEN 0 WHEN 'to' THEN 1 WHEN 'callee' THEN 1 ELSE 2 END, handle.value, person.uid
    LIMIT 6
  }, involved_count: COUNT {
    MATCH (activity)-[:INVOLVES]->(handle:Handle)
    OPTIONAL MATCH (person:Contact)-[:HAS]->(handle)
    WITH handle, person
    WHERE person.owner_id IS NULL OR $scope.all OR person.owner_id = $scope.user_id OR person.team_id IN $scope.team_ids
    RETURN DISTINCT handle
  }}
} AS entries
