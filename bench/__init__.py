"""The benchmark: what our own work costs beside the libraries it stands on.  Run by `python -m bench`."""
