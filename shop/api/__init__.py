"""The shop over JSON."""
