"""A real IMAP server for one mailbox: Dovecot in a folder of its own, gone after the test."""

import getpass
import imaplib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

USER = "meja"
PASSWORD = "rahasia-uji"
_DAEMON = "/usr/sbin/dovecot"


@dataclass(frozen=True, slots=True)
class PostOffice:
    """Where the mailbox is, and how a test puts mail into it."""

    port: int
    maildir: Path
    owner: tuple[int, int]

    @property
    def address(self) -> str:
        """As SIGAP_IMAP_URL wants it."""
        return f"imap://{USER}:{PASSWORD}@127.0.0.1:{self.port}/INBOX"

    def deliver(self, raw: bytes) -> None:
        """Put one message into the mailbox, as a mail server that delivers would."""
        name = f"{time.time_ns()}.uji"
        waiting, arrived = self.maildir / "tmp" / name, self.maildir / "new" / name
        waiting.write_bytes(raw)
        os.chown(waiting, *self.owner)
        waiting.rename(arrived)

    def unread(self) -> int:
        """How many messages nobody has marked as read."""
        with imaplib.IMAP4("127.0.0.1", self.port) as box:
            box.login(USER, PASSWORD)
            box.select("INBOX", readonly=True)
            return len(box.search(None, "UNSEEN")[1][0].split())


def missing() -> str:
    """Why there can be no Dovecot here; "" when there can."""
    if not Path(_DAEMON).exists() and not shutil.which("dovecot"):
        return "Dovecot is not installed (Debian: dovecot-imapd)"
    return ""


@contextmanager
def running() -> Iterator[PostOffice]:
    """Dovecot on a free port of 127.0.0.1 with one empty mailbox."""
    folder = Path(tempfile.mkdtemp(prefix="sigap-dovecot-", dir="/tmp"))
    owner = _owner()
    maildir = folder / "mail"
    for place in (maildir, *(maildir / name for name in ("cur", "new", "tmp"))):
        place.mkdir()
    for place in (folder, maildir, *maildir.iterdir()):
        os.chown(place, *owner)
        place.chmod(0o755)
    office = PostOffice(_free_port(), maildir, owner)
    config = folder / "dovecot.conf"
    config.write_text(_configuration(folder, office), encoding="utf-8")
    # Its helpers outlive it for a moment and would keep a pipe open: a file does not wait.
    with (folder / "stderr").open("wb") as complaints:
        daemon = subprocess.Popen(
            [shutil.which("dovecot") or _DAEMON, "-F", "-c", str(config)], stderr=complaints
        )
    try:
        _wait_until_it_answers(office.port, daemon, folder)
        yield office
    finally:
        daemon.terminate()
        daemon.wait(timeout=20)
        shutil.rmtree(folder, ignore_errors=True)


def _owner() -> tuple[int, int]:
    """Dovecot refuses to read mail as root; root hands the mailbox to an ordinary account."""
    if os.getuid() != 0:
        return os.getuid(), os.getgid()
    status = Path("/usr/bin").stat()
    assert status.st_uid == 0
    return 65534, 65534


def _configuration(folder: Path, office: PostOffice) -> str:
    me = getpass.getuser()
    other = "dovenull" if os.getuid() == 0 else me
    internal = "dovecot" if os.getuid() == 0 else me
    user, group = office.owner
    return f"""
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_login_user = {other}
default_internal_user = {internal}
first_valid_uid = 1
mail_location = maildir:{office.maildir}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {office.port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
passdb {{
  driver = static
  args = user={USER} password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}
}}
"""


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_it_answers(port: int, daemon: subprocess.Popen[bytes], folder: Path) -> None:
    for _attempt in range(100):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as talk:
                if talk.recv(4).startswith(b"* OK"):
                    return
        except OSError:
            pass
        assert daemon.poll() is None, (folder / "stderr").read_text()
        time.sleep(0.1)
    raise AssertionError("Dovecot did not answer")
