"""Papers that the house prints."""
