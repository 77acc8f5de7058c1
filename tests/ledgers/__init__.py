"""Ledgers that a lawyer can read, and what the rules must say of each."""
