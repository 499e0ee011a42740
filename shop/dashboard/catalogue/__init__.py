"""Products in Oscar's dashboard."""
