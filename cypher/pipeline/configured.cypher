// When the process last changed.
//
// returns
//   configured_at: datetime? None = before that was kept
MATCH (stream:Stream {uid: 'stream'})
RETURN stream.configured_at AS configured_at
ORDER BY configured_at
LIMIT 1
