"""One file for each kind of probe; all of them answer with the readings of `base`."""
