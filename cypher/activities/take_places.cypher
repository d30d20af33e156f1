// Take the next places of the stream; the lock on its one node makes its order that of the commits.
//
// params
//   count: integer           how many entries follow
//   configured_at: datetime? now, where the process changes; None = it stays as it is
// returns
//   seq: integer             the last place taken
MATCH (stream:Stream {uid: 'stream'})
SET stream.seq = stream.seq + $count, stream.configured_at = coalesce($configured_at, stream.configured_at)
RETURN stream.seq AS seq
