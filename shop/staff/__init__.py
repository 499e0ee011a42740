"""What the warehouse does with goods and shelves."""
