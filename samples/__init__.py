"""Sample papers of invented people, drawn together with their truth."""
