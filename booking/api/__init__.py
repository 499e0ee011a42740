"""The booking room over JSON."""
