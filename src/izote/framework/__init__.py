"""The United Nations Framework of Analysis for Atrocity Crimes as data, with what a delegation in El Salvador can see of it."""
