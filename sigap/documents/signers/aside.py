"""One reading in a process of its own: what to do and the file come by stdin, JSON goes out.

Run by `strangers`. It sees the roots that are trusted and nothing else of the office's settings.
"""

import json
import resource
import sys
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace

from django.conf import settings

from sigap.documents.signers.reading import Unreadable, signatures_in


def main() -> int:
    """Read the task and the file; 0 with what was found as JSON, 1 for what cannot be read."""
    told = json.loads(sys.stdin.buffer.readline())
    most = told["megabytes"] * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_CPU, (told["seconds"], told["seconds"]))
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    roots = Path(told["roots"]) if told["roots"] else None
    settings.configure(SIGAP_SIGNING=SimpleNamespace(roots=roots, p12=None, token=None))
    try:
        found = signatures_in(sys.stdin.buffer.read())
    except Unreadable:
        return 1
    json.dump([asdict(each) for each in found], sys.stdout, default=str)
    return 0


if __name__ == "__main__":
    sys.exit(main())
