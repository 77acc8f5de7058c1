"""Jieqing (结清): reads settlement papers and says, with proof, what is wrong in them."""

__version__ = "0.1.0"
