"""The house as a whole: its corridor, its values, and what a run promises whatever is dropped into the inbox."""
