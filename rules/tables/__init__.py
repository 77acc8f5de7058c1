"""Law and tariffs as dated tables, and their strict loader."""
