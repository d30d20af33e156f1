// An introduction as commands find it, locked until the command is over.
//
// params
//   introduction_id: string
//   user_id: string          who asks or is asked; nobody else finds it
// returns
//   values: map<datetime>    all properties
//   asker: string
//   connector: string
//   connector_is_gone: boolean
//   target: string?          null = the contact is gone
//   there_ids: list<string>  contacts on the way who are still there
MATCH (one:Introduction {uid: $introduction_id})
WHERE one.asker_id = $user_id OR one.connector_id = $user_id
SET one.lock = true REMOVE one.lock
WITH one
MATCH (asker:User {uid: one.asker_id})
MATCH (connector:User {uid: one.connector_id})
OPTIONAL MATCH (target:Contact {uid: one.target_id})
RETURN properties(one) AS values, asker.name AS asker, connector.name AS connector, coalesce(connector.disabled, false) AS connector_is_gone, target.name AS target, COLLECT {
  UNWIND one.way_ids AS uid
  MATCH (there:Contact {uid: uid})
  RETURN there.uid
  ORDER BY there.uid
  LIMIT 10
} AS there_ids
