// Identity of the configured process.
CREATE CONSTRAINT pipeline_uid IF NOT EXISTS FOR (node:Pipeline) REQUIRE node.uid IS UNIQUE;
CREATE CONSTRAINT pipeline_key IF NOT EXISTS FOR (node:Pipeline) REQUIRE node.key IS UNIQUE;
CREATE CONSTRAINT stage_uid IF NOT EXISTS FOR (node:Stage) REQUIRE node.uid IS UNIQUE;
CREATE CONSTRAINT loss_reason_uid IF NOT EXISTS FOR (node:LossReason) REQUIRE node.uid IS UNIQUE;
CREATE CONSTRAINT loss_reason_key IF NOT EXISTS FOR (node:LossReason) REQUIRE node.key IS UNIQUE;
