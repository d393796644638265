"""Statistics for a municipal observatory: pure functions on arrays, usable alone; they know no Django and no room."""
