"""Rules that act: what stages set off, and who is told of what others did."""
