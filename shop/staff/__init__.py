"""What staff do with the shop: its orders, goods and shelves."""
