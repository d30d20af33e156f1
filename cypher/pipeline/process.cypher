// The configured process: every pipeline with its stages, their criteria and arrows, and all words.
//
// returns
//   configured_at: datetime? when it last changed, read before the rest of it
//   pipelines: list<map>     values: properties of the pipeline; needs: list of {edge: properties of NEEDS, role: key}; stages: list of {edge: properties of HAS_STAGE, values: of the stage, leads_to: list of {edge, to}, properties of LEADS_TO and uid of the other stage, criteria: list of {edge, values}, properties of REQUIRES and of the criterion, sets_off: list of {edge, values}, properties of SETS_OFF and of the effect}
//   words: list<map>         label: of the node (LossReason, OpportunityKind, Source, Currency, Role); values: its properties
MATCH (stream:Stream {uid: 'stream'})
WITH stream.configured_at AS configured_at
RETURN configured_at, COLLECT {
  MATCH (pipeline:Pipeline)
  WHERE pipeline.key IS NOT NULL
  RETURN {values: properties(pipeline), needs: COLLECT {
    MATCH (pipeline)-[need:NEEDS]->(role:Role)
    RETURN {edge: properties(need), role: role.key}
    ORDER BY need.position, role.uid
    LIMIT 200
  }, stages: COLLECT {
    MATCH (pipeline)-[place:HAS_STAGE]->(stage:Stage)
    RETURN {edge: properties(place), values: properties(stage), leads_to: COLLECT {
      MATCH (stage)-[arrow:LEADS_TO]->(other:Stage)
      RETURN {edge: properties(arrow), to: other.uid}
      ORDER BY other.uid
      LIMIT 200
    }, criteria: COLLECT {
      MATCH (stage)-[asked:REQUIRES]->(criterion:Criterion)
      RETURN {edge: properties(asked), values: properties(criterion)}
      ORDER BY asked.position, criterion.uid
      LIMIT 200
    }, sets_off: COLLECT {
      MATCH (stage)-[acting:SETS_OFF]->(effect:Effect)
      RETURN {edge: properties(acting), values: properties(effect)}
      ORDER BY acting.position, effect.uid
      LIMIT 200
    }}
    ORDER BY place.position, stage.uid
    LIMIT 200
  }}
  ORDER BY pipeline.position, pipeline.uid
  LIMIT 200
} AS pipelines, COLLECT {
  CALL () {
    MATCH (word:LossReason)
    WHERE word.key IS NOT NULL
    RETURN 'LossReason' AS label, word
    UNION
    MATCH (word:OpportunityKind)
    WHERE word.key IS NOT NULL
    RETURN 'OpportunityKind' AS label, word
    UNION
    MATCH (word:Source)
    WHERE word.key IS NOT NULL
    RETURN 'Source' AS label, word
    UNION
    MATCH (word:Currency)
    WHERE word.key IS NOT NULL
    RETURN 'Currency' AS label, word
    UNION
    MATCH (word:Role)
    WHERE word.key IS NOT NULL
    RETURN 'Role' AS label, word
  }
  RETURN {label: label, values: properties(word)}
  ORDER BY label, word.position, word.uid
  LIMIT 2000
} AS words
ORDER BY configured_at
LIMIT 1
