// Whether an entry of the stream exists.
//
// params
//   uid: string
// returns
//   uid: string
MATCH (activity:Activity {uid: $uid})
RETURN activity.uid AS uid
