"""Donations as people meet them: chosen, changed in the basket, handed over by staff."""
