"""The demo world: read from fixtures/world, built through the rooms' verbs, the same however often it is built."""
