"""What a visitor does with bookings."""
