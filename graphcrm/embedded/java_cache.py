"""Java's ahead-of-time cache of Neo4j's classes and profiles, which halves what a start costs."""

from pathlib import Path


CACHE = "classes.aot"


def options(folder: Path) -> tuple[str, ...]:
    """Return the Java options that use the cache beside the jars, none while there is no cache."""
    cache = folder / CACHE
    return (f"-XX:AOTCache={cache}", "-XX:AOTMode=auto") if cache.exists() else ()
