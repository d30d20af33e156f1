// Identity of introductions and of what they teach, what finds them, and who is asked for none.
CREATE CONSTRAINT introduction_uid IF NOT EXISTS FOR (node:Introduction) REQUIRE node.uid IS UNIQUE;
CREATE CONSTRAINT calibration_uid IF NOT EXISTS FOR (node:Calibration) REQUIRE node.uid IS UNIQUE;
CREATE CONSTRAINT introduction_policy_uid IF NOT EXISTS FOR (node:IntroductionPolicy) REQUIRE node.uid IS UNIQUE;
CREATE INDEX introduction_connector IF NOT EXISTS FOR (node:Introduction) ON (node.connector_id, node.asked_at);
CREATE INDEX introduction_asker IF NOT EXISTS FOR (node:Introduction) ON (node.asker_id, node.asked_at);
CREATE INDEX introduction_waits IF NOT EXISTS FOR (node:Introduction) ON (node.waits_since);
CREATE INDEX introduction_over IF NOT EXISTS FOR (node:Introduction) ON (node.over_at);
CREATE INDEX calibration_version IF NOT EXISTS FOR (node:Calibration) ON (node.version);
CREATE INDEX user_consent IF NOT EXISTS FOR (node:User) ON (node.shares_ties);
