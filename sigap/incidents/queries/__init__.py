"""Every read of the heart that spans tables."""
