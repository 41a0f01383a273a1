"""The product's own settings in a throw-away data directory, quick enough for thousands of tests.

The database is SQLite unless SIGAP_DATABASE_URL names another; no other variable counts.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_data_dir = Path(tempfile.mkdtemp(prefix="sigap-test-"))
atexit.register(shutil.rmtree, _data_dir, ignore_errors=True)
(_data_dir / "static").mkdir()

_kept = {"SIGAP_DATABASE_URL", "SIGAP_TEST_POSTGRES_URL", "SIGAP_TEST_MESSAGES"}
for _name in [name for name in os.environ if name.startswith("SIGAP_") and name not in _kept]:
    del os.environ[_name]
os.environ["SIGAP_DATA_DIR"] = str(_data_dir)
os.environ["SIGAP_SECRET_KEY"] = "only-for-tests-" + "x" * 40

from sigap.config.settings import *  # noqa: E402, F403
from sigap.config.settings import DATABASES, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in production: several connections, WAL and its locks, which memory has not.
    DATABASES["default"]["TEST"] = {"NAME": str(_data_dir / "test.db")}
