"""Oscar's dashboard, where the house keeps it from doing what only the house's verbs may do."""
