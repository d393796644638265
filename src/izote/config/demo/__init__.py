"""The demo town: invented people of Zacatecoluca and two other offices, the same at every start."""
