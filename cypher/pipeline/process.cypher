// The configured process: every pipeline with its stages and arrows.
//
// returns
//   values: map              properties of the pipeline
//   stages: list<map>        edge: properties of HAS_STAGE; values: of the stage; leads_to: list of {edge, to}, properties of LEADS_TO and uid of the other stage
MATCH (pipeline:Pipeline)
WHERE pipeline.key IS NOT NULL
RETURN properties(pipeline) AS values, COLLECT {
  MATCH (pipeline)-[place:HAS_STAGE]->(stage:Stage)
  RETURN {edge: properties(place), values: properties(stage), leads_to: COLLECT {
    MATCH (stage)-[arrow:LEADS_TO]->(other:Stage)
    RETURN {edge: properties(arrow), to: other.uid}
    ORDER BY other.uid
    LIMIT 200
  }}
  ORDER BY place.position, stage.uid
  LIMIT 200
} AS stages
ORDER BY pipeline.position, pipeline.uid
LIMIT 200
