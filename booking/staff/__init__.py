"""What staff see and do about bookings in the admin. Each view asks for its permission on its first line."""
