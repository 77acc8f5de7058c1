"""What the grammars read of a paper, and what they leave open."""
