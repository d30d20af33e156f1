// What finds evidence that begins to count, and declared ties that end, as time goes by.
CREATE INDEX activity_occurred IF NOT EXISTS FOR (node:Activity) ON (node.occurred_at);
CREATE INDEX activity_expires IF NOT EXISTS FOR (node:Activity) ON (node.expires_on);
