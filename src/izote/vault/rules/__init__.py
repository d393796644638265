"""How identities are sealed: pure functions on bytes."""
