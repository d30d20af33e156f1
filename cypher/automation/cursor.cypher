// How far automation has followed the stream, and how long that is.
//
// returns
//   seq: integer             0 before the first step
//   last: integer            place of the stream's last entry
MATCH (stream:Stream {uid: 'stream'})
OPTIONAL MATCH (follower:Follower {uid: 'automation'})
RETURN coalesce(follower.seq, 0) AS seq, stream.seq AS last
