"""What the service looks for in the figures: weeks outside what was expected, clusters, what may come. Never imported by a page."""
