// How far the strengths have followed the stream, how long it is, and whether time has passed something.
//
// params
//   now: datetime
// returns
//   seq: integer             0 before the first step
//   last: integer            place of the stream's last entry
//   due: boolean             whether evidence has begun to count, or a declared tie ended, since the last step
MATCH (stream:Stream {uid: 'stream'})
OPTIONAL MATCH (follower:Follower {uid: 'strengths'})
WITH stream, follower, follower.until_at AS since
RETURN coalesce(follower.seq, 0) AS seq, stream.seq AS last, EXISTS { MATCH (activity:Activity) WHERE activity.occurred_at > since AND activity.occurred_at <= $now AND activity.kind IN ['email', 'message', 'meeting', 'call', 'declared'] } OR EXISTS { MATCH (activity:Activity) WHERE activity.expires_on >= date(since) AND activity.expires_on < date($now) } AS due
