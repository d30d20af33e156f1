// How many introductions were declined or told the end of.
//
// returns
//   count: integer
MATCH (one:Introduction)
WHERE one.over_at IS NOT NULL
RETURN count(one) AS count
