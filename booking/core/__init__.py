"""The pure middle of booking: UTC seconds and plain values in, plain values out. No clock, no zones, no Django."""
