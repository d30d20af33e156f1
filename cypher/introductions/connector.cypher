// Who the colleague is that would be asked, and how often they are asked, locked until the command is over.
//
// params
//   contact_id: string       their person
//   asker_id: string         uid of the user who asks
//   target_id: string
//   since: datetime
// returns
//   user_id: string
//   name: string
//   disabled: boolean
//   agrees: boolean
//   open_count: integer      requests that wait for them
//   asked_at: list<datetime> when they were asked since then
//   is_asked_already: boolean  by the asker, for the same contact, and not over
MATCH (:Contact {uid: $contact_id})<-[:IS]-(user:User)
SET user.lock = true REMOVE user.lock
WITH user
ORDER BY user.uid
LIMIT 1
RETURN user.uid AS user_id, user.name AS name, coalesce(user.disabled, false) AS disabled, coalesce(user.shares_ties, false) AS agrees, COUNT {
  MATCH (open:Introduction {connector_id: user.uid})
  WHERE open.asked_at IS NOT NULL AND open.state IN ['asked', 'accepted']
} AS open_count, COLLECT {
  MATCH (recent:Introduction {connector_id: user.uid})
  WHERE recent.asked_at > $since
  RETURN recent.asked_at
  ORDER BY recent.asked_at, recent.uid
  LIMIT 1000
} AS asked_at, EXISTS {
  MATCH (same:Introduction {connector_id: user.uid})
  WHERE same.asked_at IS NOT NULL AND same.asker_id = $asker_id AND same.target_id = $target_id AND same.state IN ['asked', 'accepted', 'done']
} AS is_asked_already
