// Let one at a time decide who is who: forms here, and every import by the same node.
//
// returns
//   uid: string
MATCH (intake:Stream {uid: 'intake'})
SET intake.lock = true REMOVE intake.lock
RETURN intake.uid AS uid
