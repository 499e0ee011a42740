"""Knows everybody: settings, addresses, wiring."""
