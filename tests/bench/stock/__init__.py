"""A shop as Oscar sets it up, with settings and a database of its own and nothing of this house: see `neighbour`."""
