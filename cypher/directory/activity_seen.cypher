// Whether the stream holds an activity.
//
// params
//   uid: string
// returns
//   uid: string
MATCH (activity:Activity {uid: $uid})
RETURN activity.uid AS uid
