"""The entrances carry requests to actions: they write nothing themselves."""

from tests.architecture.source import calls, listed, modules, place

WRITES = {
    "save",
    "create",
    "update",
    "delete",
    "get_or_create",
    "update_or_create",
    "bulk_create",
    "bulk_update",
    "raw",
    "executemany",
}
# A session and a cache are the entrance's own; a digest and a dictionary are no rows.
NOT_ROWS = ("session", "cache", "digest", "context", "parameters", "headers", "globals", "filters")


def test_nothing_is_written_under_web_and_api() -> None:
    writes = [
        f"{place(path, node)} {receiver}.{name}()"
        for path in modules("web", "api", "reports")
        for node, receiver, name in calls(path)
        if name in WRITES and not receiver.rsplit(".", 1)[-1].endswith(NOT_ROWS)
    ]
    assert not writes, listed(writes)
