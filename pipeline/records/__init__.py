"""The vocabulary that rooms speak to each other: frozen records, no behaviour but invariants."""
