// The evidence of ties that some handles took part in, as it counted at an instant or counts now.
//
// params
//   handle_ids: list<string>
//   until: datetime          what happened later is not told
//   known_at: datetime       nor what was recorded later; what was withdrawn later counts
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   evidence: list<list<any>>  in order of time: uid; kind; microseconds since 1970; whether it is a reply; to what, by uid; level and the last day of a claim, as text; who claims it; whether the reader may read it; parts, each the uid of the handle, of the contact who has it now or null, and how
UNWIND $handle_ids AS handle_id
MATCH (:Handle {uid: handle_id})<-[part:INVOLVES]-(activity:Activity)
WHERE part.occurred_at <= $until AND activity.kind IN ['email', 'message', 'meeting', 'call', 'declared'] AND activity.recorded_at <= $known_at AND (EXISTS { (activity)<-[:BROUGHT]-(source:Import|User) WHERE coalesce(source.standing, true) OR NOT EXISTS { (source)<-[:ABOUT]-(undone:Activity) WHERE undone.verb = 'import.undone' AND undone.recorded_at <= $known_at } } OR EXISTS { (activity)<-[:WITHDREW]-(gone:Activity) WHERE gone.recorded_at > $known_at })
WITH DISTINCT activity
MATCH (activity)-[part:INVOLVES]->(handle:Handle)
OPTIONAL MATCH (contact:Contact)-[:HAS]->(handle)
WITH activity, collect([handle.uid, contact.uid, part.as]) AS parts
WITH activity, parts, activity.occurred_at.epochSeconds * 1000000 + activity.occurred_at.microsecond AS occurred_us
ORDER BY occurred_us, activity.uid
LIMIT 1000000
// One row for all of them: a row each takes the driver four times as long.
RETURN collect([activity.uid, activity.kind, occurred_us, coalesce(activity.is_reply, false), coalesce(activity.replies_to, []), activity.level, toString(activity.expires_on), CASE activity.kind WHEN 'declared' THEN head([(user:User)-[:BROUGHT]->(activity) | user.uid]) END, activity.owner_id IS NULL OR $scope.all OR activity.owner_id = $scope.user_id OR activity.team_id IN $scope.team_ids, parts]) AS evidence
ORDER BY size(evidence)
LIMIT 1
