"""Mutation testing of `rules/`: which small changes of the rules no test notices.  Run by `make mutate`."""
