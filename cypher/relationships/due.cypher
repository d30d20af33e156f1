// Evidence that begins to count, and declared ties that end, between two instants.
//
// params
//   since: datetime
//   until: datetime
// returns
//   uid: string
CALL () {
  MATCH (activity:Activity)
  WHERE activity.occurred_at > $since AND activity.occurred_at <= $until AND activity.kind IN ['email', 'message', 'meeting', 'call', 'declared']
  RETURN activity.uid AS uid
  UNION
  MATCH (activity:Activity)
  WHERE activity.expires_on >= date($since) AND activity.expires_on < date($until)
  RETURN activity.uid AS uid
}
RETURN uid
ORDER BY uid
LIMIT 1000000
