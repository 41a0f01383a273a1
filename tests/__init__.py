"""The tests of Sigap, in rooms that mirror the product's."""
