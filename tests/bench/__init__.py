"""The measures of `make bench`. What they are held against is written in each goal's line."""
