"""The command line of the methods: each family offers its own, `./izote methods NAME --input FILE.csv --output FILE.csv`."""
