"""How a paper is drawn."""
