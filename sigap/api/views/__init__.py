"""The views of the API, by what they speak of; each calls one query or one action."""
