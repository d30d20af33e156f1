// Take the next places of the stream; the lock on its one node makes its order that of the commits.
//
// params
//   count: integer           how many entries follow
// returns
//   seq: integer             the last place taken
MATCH (stream:Stream {uid: 'stream'})
SET stream.seq = stream.seq + $count
RETURN stream.seq AS seq
