// All evidence of ties that stands, each with everybody who took part.
//
// params
//   until: datetime          nothing after this instant exists
// returns
//   uid: string
//   kind: string
//   occurred_us: integer     microseconds since 1970; the driver is slow with instants
//   is_reply: boolean
//   replies_to: list<string>
//   level: string?           of a declaration
//   expires_on: date?        of a declaration
//   declared_by: string?     uid of the User, of a declaration
//   parts: list<list<any>>   uid of the contact, or of the handle nobody has; how; whether it is a contact
MATCH (activity:Activity)
WHERE activity.seq IS NOT NULL AND activity.kind IN ['email', 'message', 'meeting', 'call', 'declared'] AND activity.occurred_at <= $until AND EXISTS { (activity)<-[:BROUGHT]-(source:Import|User) WHERE coalesce(source.standing, true) }
MATCH (activity)-[part:INVOLVES]->(handle:Handle)
OPTIONAL MATCH (contact:Contact)-[:HAS]->(handle)
WITH activity, collect([coalesce(contact.uid, handle.uid), part.as, contact IS NOT NULL]) AS parts
RETURN activity.uid AS uid, activity.kind AS kind, activity.occurred_at.epochSeconds * 1000000 + activity.occurred_at.microsecond AS occurred_us, coalesce(activity.is_reply, false) AS is_reply, coalesce(activity.replies_to, []) AS replies_to, activity.level AS level, activity.expires_on AS expires_on, CASE activity.kind WHEN 'declared' THEN head([(user:User)-[:BROUGHT]->(activity) | user.uid]) END AS declared_by, parts
ORDER BY uid
LIMIT 100000000
