// Who asked for an introduction, and who was asked.
//
// params
//   introduction_id: string
// returns
//   asker_id: string
//   connector_id: string
MATCH (one:Introduction {uid: $introduction_id})
RETURN one.asker_id AS asker_id, one.connector_id AS connector_id
