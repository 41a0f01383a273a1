"""What a probe heard: each way of hearing nothing has its own name, because each has its own cure.

An answer is about one reading. What many of them mean together is `domain.health`.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from sigap.domain.errors import words
from sigap.domain.health import Grade


class Answer(StrEnum):
    """What came back from one target; the values are kept in rows and told by the API."""

    OK = "ok"
    MUTED = "muted"  # No echo, yet the host speaks TCP: somebody filters the ping.
    TIMEOUT = "timeout"
    REFUSED = "refused"
    NO_ROUTE = "no-route"  # A router on the way, or our own, says so.
    FILTERED = "filtered"  # A router says that it is forbidden.
    LOOP = "loop"  # The packet went round until its life ended.
    WRONG_CREDENTIALS = "wrong-credentials"
    BAD_ANSWER = "bad-answer"  # It speaks, but not what was agreed.
    BAD_CERTIFICATE = "bad-certificate"
    UNUSABLE = "unusable"  # The inventory has no address, or one that cannot be asked.
    PROBER_BROKEN = "prober-broken"


WORDS: Final[Mapping[Answer, str]] = {
    Answer.OK: words("menjawab"),
    Answer.MUTED: words("hidup, tetapi ping disaring"),
    Answer.TIMEOUT: words("tidak menjawab"),
    Answer.REFUSED: words("koneksi ditolak"),
    Answer.NO_ROUTE: words("tidak ada rute"),
    Answer.FILTERED: words("dilarang oleh penyaring di jalur"),
    Answer.LOOP: words("paket berputar di jalur"),
    Answer.WRONG_CREDENTIALS: words("kredensial ditolak"),
    Answer.BAD_ANSWER: words("jawaban tidak semestinya"),
    Answer.BAD_CERTIFICATE: words("sertifikat bermasalah"),
    Answer.UNUSABLE: words("tidak dapat diperiksa"),
    Answer.PROBER_BROKEN: words("pemeriksa sendiri terganggu"),
}

_GRADES: Final[Mapping[Answer, Grade]] = {
    Answer.OK: Grade.GOOD,
    # It lives and forwards; that its echo is filtered is told, but is no disturbance.
    Answer.MUTED: Grade.GOOD,
    Answer.WRONG_CREDENTIALS: Grade.POOR,
    Answer.BAD_ANSWER: Grade.POOR,
    Answer.BAD_CERTIFICATE: Grade.POOR,
    Answer.UNUSABLE: Grade.BLIND,
    Answer.PROBER_BROKEN: Grade.BLIND,
}


def graded(answer: Answer, *, lost: int = 0, slow: bool = False) -> Grade:
    """What one reading says of its target: an answer with loss, or too late, is a poor one.

    Silence and a refusal in every form are bad; what the prober could not ask is blind.
    """
    grade = _GRADES.get(answer, Grade.BAD)
    if answer is Answer.OK and (lost or slow):
        return Grade.POOR
    return grade


def judged(answer: Answer, *, proved: bool) -> Answer:
    """The answer as it may be told: silence counts only from a prober that has proved itself.

    What was heard was heard, so an answer stays; `unusable` stays too, for it is about us.
    """
    heard = graded(answer) in (Grade.GOOD, Grade.POOR, Grade.BLIND)
    return answer if proved or heard else Answer.PROBER_BROKEN
