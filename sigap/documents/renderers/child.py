"""One drawing in a process of its own: the task comes by stdin, what was made goes out by stdout.

Run as a script by `confined`; it knows nothing of the rest of the product.
"""

import base64
import json
import resource
import sys
from typing import Any, Final

import typst

# The library takes several files as one mapping; its own annotations do not say so.
_compile: Final[Any] = typst.compile
_query: Final[Any] = typst.query


def main() -> None:
    """Read the task, draw, write the answer as JSON."""
    told = json.load(sys.stdin.buffer)
    most = told["megabytes"] * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Nothing is written to a disk, whatever a template may find to write with.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sources = {name: text.encode() for name, text in told["sources"].items()}
    json.dump(_drawn(sources, told["options"]), sys.stdout)


def _drawn(sources: dict[str, bytes], options: dict[str, Any]) -> dict[str, Any]:
    try:
        made = (_query if "selector" in options else _compile)(sources, **options)
    except typst.TypstError as error:
        return {"message": error.message, "hints": error.hints, "diagnostic": error.diagnostic}
    if isinstance(made, str):
        made = made.encode()
    files = [made] if isinstance(made, bytes) else made
    return {"made": [base64.b64encode(each).decode() for each in files]}


if __name__ == "__main__":
    main()
