"""Goldens: papers with the truth they were made from, over all types of paper and several producers."""
