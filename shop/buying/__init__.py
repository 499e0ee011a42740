"""What a visitor does with a basket and with what he has bought."""
