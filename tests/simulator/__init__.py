"""Draws credit-card and loan accounts with known errors, by brute force and apart from the rules."""
