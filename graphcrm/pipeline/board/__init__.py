"""The board: columns of cards with the sums of all of them, and what moved since."""
