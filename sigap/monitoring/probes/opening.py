"""The inventory's credentials as what the readings take; nothing secret is copied elsewhere."""

from typing import Final

from sigap.domain.credentials import Secret
from sigap.monitoring.probes.snmp_access import Community, V3User
from sigap.monitoring.probes.ssh_access import Login

SNMP_KINDS: Final = ("snmp-v3", "snmp-v2c")
SSH_KINDS: Final = ("ssh-key", "ssh-password")


def snmp_access(secret: Secret, *, version: str = "v2c") -> Community | V3User:
    """What opens an agent; `version` ("v1" or "v2c") is for a community."""
    if secret.kind == "snmp-v3":
        return V3User(
            name=secret["user"],
            auth=secret.get("auth_protocol", ""),
            auth_password=secret.get("auth_password", ""),
            privacy=secret.get("priv_protocol", ""),
            privacy_password=secret.get("priv_password", ""),
        )
    return Community(secret["community"], version)


def ssh_login(secret: Secret) -> Login:
    """Who signs in. A password for "enable" is not used: what needs it is not only reading."""
    return Login(
        user=secret["user"],
        password=secret.get("password", ""),
        key=secret.get("private_key", ""),
        key_password=secret.get("passphrase", ""),
    )
