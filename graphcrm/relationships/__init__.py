"""From evidence to the strength of ties."""
