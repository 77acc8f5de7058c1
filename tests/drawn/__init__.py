"""Papers drawn at random for tests, together with what they say."""
