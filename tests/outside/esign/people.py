"""Who is registered at the simulated BSrE, with which proof and which standing."""

from dataclasses import dataclass

SERVICE_USER, SERVICE_PASSWORD = "sigap", "kata-sandi-layanan"


@dataclass(frozen=True, slots=True)
class Registered:
    """One person of the service; `totp` is good for one request."""

    nik: str
    name: str
    email: str
    passphrase: str
    totp: str
    status: str = "ISSUE"


KABID = Registered(
    "3275010101800001",
    "Hj. Ratna Kusumawardani, S.Kom., M.Si.",
    "ratna@uji.go.id",
    "Rahasia-Bu-Kabid#1",
    "814205",
)
KASI = Registered(
    "3275010101800002", "Dedi Supriadi, S.T.", "dedi@uji.go.id", "Rahasia-Pak-Kasi#2", "390617"
)
EXPIRED = Registered(
    "3275010101800003",
    "Sertifikat Lewat",
    "lewat@uji.go.id",
    "Rahasia-Lewat#3",
    "112358",
    "EXPIRED",
)
SUSPENDED = Registered(
    "3275010101800004", "Sedang Beku", "beku@uji.go.id", "Rahasia-Beku#4", "132134", "SUSPEND"
)
EVERYBODY = (KABID, KASI, EXPIRED, SUSPENDED)
STRANGER_NIK = "3275019999999999"
