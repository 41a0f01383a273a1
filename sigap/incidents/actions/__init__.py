"""Every write of the heart: one verb, one function, whatever the entrance."""
