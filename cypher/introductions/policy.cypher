// How often the house lets one person be asked.
//
// params
//   uid: string
// returns
//   open_most: integer
//   month_most: integer
//   remind_days: integer
MATCH (policy:IntroductionPolicy {uid: $uid})
RETURN policy.open_most AS open_most, policy.month_most AS month_most, policy.remind_days AS remind_days
