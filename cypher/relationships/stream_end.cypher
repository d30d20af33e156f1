// The place of the stream's last entry.
//
// returns
//   seq: integer
MATCH (stream:Stream {uid: 'stream'})
RETURN stream.seq AS seq
