"""A stand-in for BSrE: eSign Client Service v1 and v2, signing for real with a test authority."""
