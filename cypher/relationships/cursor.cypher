// How far the strengths have followed the stream, and how long the stream is.
//
// returns
//   seq: integer             0 before the first step
//   epoch: integer           rebuilds so far
//   last: integer            place of the stream's last entry
MATCH (stream:Stream {uid: 'stream'})
OPTIONAL MATCH (follower:Follower {uid: 'strengths'})
RETURN coalesce(follower.seq, 0) AS seq, coalesce(follower.epoch, 0) AS epoch, stream.seq AS last
