// The reasons of a loss that one may choose.
//
// returns
//   values: map              properties of the reason
MATCH (reason:LossReason)
WHERE reason.key IS NOT NULL
RETURN properties(reason) AS values
ORDER BY reason.position, reason.uid
LIMIT 500
