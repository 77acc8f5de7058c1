"""Values that every room speaks of: money, dates, names, folded text, the equations of a statement."""
