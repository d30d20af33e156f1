// What may tell who sways whom in a deal: mail of its people, who reports to whom, when it moved.
//
// Whom and what the reader may not see is not there at all. Subjects stay here: only whether they
// begin as those of forwarded mail is told.
//
// params
//   opportunity_id: string
//   forwards: list<string>   how subjects of forwarded mail begin, in lower case
//   now: datetime
//   today: date
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   people: list<map>        contact_id, name: seated, whom the reader may see
//   mails: list<map<datetime>>  uid, at; thread_id: string?; replies_to: uids; is_reply, is_forward: boolean; parts: contact_id and how, of these people; since the deal was opened, the oldest first
//   lines: list<map<date>>   contact_id, superior_id; since_on: date?: who reports to whom today, between these people
//   declared: list<list<string>>  whom people say today to sway whom, likewise
//   dismissed: list<list<string>>  of whom people say in this deal that they do not sway whom, likewise
//   moved_at: list<datetime>  when the deal left a stage for another
MATCH (deal:Opportunity {uid: $opportunity_id})
WHERE deal.owner_id IS NULL OR $scope.all OR deal.owner_id = $scope.user_id OR deal.team_id IN $scope.team_ids
WITH deal, coalesce(datetime({date: deal.opened_on, timezone: 'Z'}), deal.created_at) AS opened_at, COLLECT {
  MATCH (deal)<-[:PLAYS]-(contact:Contact)
  WHERE contact.owner_id IS NULL OR $scope.all OR contact.owner_id = $scope.user_id OR contact.team_id IN $scope.team_ids
  WITH DISTINCT contact
  RETURN contact
  ORDER BY contact.name, contact.uid
  LIMIT 200
} AS people
CALL (people, opened_at) {
  UNWIND people AS contact
  MATCH (contact)-[:HAS]->(:Handle)<-[part:INVOLVES]-(activity:Activity)
  WHERE part.occurred_at >= opened_at AND part.occurred_at <= $now AND activity.kind IN ['email', 'message'] AND (activity.owner_id IS NULL OR $scope.all OR activity.owner_id = $scope.user_id OR activity.team_id IN $scope.team_ids)
  WITH activity, collect(DISTINCT [contact.uid, part.as]) AS parts
  WHERE EXISTS { (activity)<-[:BROUGHT]-(source:Import|User) WHERE coalesce(source.standing, true) }
  WITH activity, parts
  ORDER BY activity.occurred_at DESC, activity.uid DESC
  LIMIT 20000
  WITH activity, parts, toLower(trim(coalesce(activity.subject, ''))) AS subject
  ORDER BY activity.occurred_at, activity.uid
  RETURN collect({uid: activity.uid, at: activity.occurred_at, thread_id: activity.thread_id, replies_to: coalesce(activity.replies_to, []), is_reply: coalesce(activity.is_reply, false), is_forward: any(one IN $forwards WHERE subject STARTS WITH one), parts: parts}) AS mails
}
RETURN [one IN people | {contact_id: one.uid, name: one.name}] AS people, mails, COLLECT {
  UNWIND people AS contact
  MATCH (contact)-[line:REPORTS_TO]->(superior:Contact)
  WHERE superior IN people AND (line.until_on IS NULL OR line.until_on >= $today)
  RETURN {contact_id: contact.uid, superior_id: superior.uid, since_on: line.from_on}
  ORDER BY contact.uid, superior.uid, line.uid
  LIMIT 1000
} AS lines, COLLECT {
  UNWIND people AS contact
  MATCH (contact)-[influence:INFLUENCES]->(other:Contact)
  WHERE other IN people AND (influence.expires_on IS NULL OR influence.expires_on >= $today)
  RETURN [contact.uid, other.uid]
  ORDER BY contact.uid, other.uid, influence.uid
  LIMIT 1000
} AS declared, COLLECT {
  MATCH (deal)-[dismissal:DISMISSES_INFLUENCE]->(contact:Contact)
  WHERE contact IN people AND any(one IN people WHERE one.uid = dismissal.on_id)
  RETURN [contact.uid, dismissal.on_id]
  ORDER BY contact.uid, dismissal.on_id, dismissal.uid
  LIMIT 1000
} AS dismissed, COLLECT {
  MATCH (deal)-[stay:WAS_IN]->(:Stage)
  WHERE stay.left_at <= $now
  RETURN stay.left_at
  ORDER BY stay.left_at
  LIMIT 1000
} AS moved_at
ORDER BY size(people)
LIMIT 1
