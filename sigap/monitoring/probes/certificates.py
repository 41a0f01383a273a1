"""What an HTTPS server's certificate says: until when, for which names, and who vouches for it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from ipaddress import ip_address
from typing import Final

from cryptography import x509

WARN_BEFORE: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Certificate:
    """The parts of a certificate that people ask for."""

    subject: str
    issuer: str
    valid_from: datetime
    valid_until: datetime
    names: tuple[str, ...]

    def fits(self, name: str) -> bool:
        """Whether it was made out for this name or address; a star stands for one label."""
        wanted = name.rstrip(".").lower()
        labels = wanted.count(".")
        return any(
            own == wanted
            or (own.startswith("*.") and own.count(".") == labels and fnmatchcase(wanted, own))
            for own in (each.rstrip(".").lower() for each in self.names)
        )

    def wrong(self, name: str, *, at: datetime) -> str:
        """What is wrong with it as one code: expired, not-yet, name, expiring; "" for nothing."""
        if at >= self.valid_until:
            return "expired"
        if at < self.valid_from:
            return "not-yet"
        if not self.fits(name):
            return "name"
        return "expiring" if self.valid_until - at < WARN_BEFORE else ""


def read(der: bytes) -> Certificate:
    """The certificate in these bytes. Raises ValueError when they are none."""
    found = x509.load_der_x509_certificate(der)
    return Certificate(
        subject=found.subject.rfc4514_string(),
        issuer=found.issuer.rfc4514_string(),
        valid_from=found.not_valid_before_utc,
        valid_until=found.not_valid_after_utc,
        names=_names(found),
    )


def _names(found: x509.Certificate) -> tuple[str, ...]:
    try:
        extension = found.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except x509.ExtensionNotFound:
        return ()
    names = extension.value.get_values_for_type(x509.DNSName)
    addresses = extension.value.get_values_for_type(x509.IPAddress)
    return (*names, *(str(ip_address(str(each))) for each in addresses))
