// Note that all strengths were computed anew, so that every path index is built anew.
//
// params
//   seq: integer             place of the stream that they are up to
//   until_at: datetime       evidence up to then counts
//   epoch: string
// returns
//   step: integer
MATCH (follower:Follower {uid: 'strengths'})
SET follower.seq = $seq, follower.until_at = $until_at, follower.step = follower.step + 1, follower.epoch = $epoch
RETURN follower.step AS step
