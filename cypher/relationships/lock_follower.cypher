// Let one follower of the strengths at a time read, decide and write; tell it where to go on.
//
// params
//   epoch: string            of a follower that begins
// returns
//   seq: integer             place of the last entry that was followed
//   step: integer            steps so far
//   until_at: datetime?      evidence up to then counts; null before the first step
//   last: integer            place of the stream's last entry
MERGE (follower:Follower {uid: 'strengths'})
ON CREATE SET follower.seq = 0, follower.step = 0, follower.epoch = $epoch
SET follower.lock = true REMOVE follower.lock
WITH follower
MATCH (stream:Stream {uid: 'stream'})
RETURN follower.seq AS seq, follower.step AS step, follower.until_at AS until_at, stream.seq AS last
