"""Other systems from which the inventory is filled."""

from sigap.inventory.models import Source


def sources() -> list[Source]:
    """Every source with the import that it left waiting; tokens are not read. One query."""
    return list(Source.objects.select_related("run").defer("token", "run__sheets"))
