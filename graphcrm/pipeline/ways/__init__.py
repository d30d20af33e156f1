"""Ways into deals: who gets us to those who decide, what if somebody leaves, whom to touch."""
