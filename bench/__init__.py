"""The benchmark: the product beside bare Django, under one server, at a hundred thousand cases."""
