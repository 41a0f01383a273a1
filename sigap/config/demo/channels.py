"""The ways out of the demo city: to be looked at, and switched off, so that nothing leaves."""

from datetime import datetime

from sigap.domain.actor import Actor
from sigap.domain.channels import SMS, TELEGRAM, WEBHOOK
from sigap.notifications.actions.channels import add_channel, switch_channel

# The addresses are of a network that no machine has (RFC 2606, RFC 5737).
_CHANNELS = (
    (SMS, "SMS darurat (contoh)", {"url": "http://192.0.2.10/kirim?ke={local}&isi={text}"}),
    (
        TELEGRAM,
        "Bot Sigap (contoh)",
        {"token": "481216:contoh", "url": "https://telegram.example"},
    ),
    (
        WEBHOOK,
        "Ruang siaga (contoh)",
        {"url": "https://siaga.bekasikota.example/sigap", "secret": "contoh-rahasia"},
    ),
)


def set_up(*, at: datetime, by: Actor) -> None:
    """Configure one channel of some kinds and switch them off."""
    for kind, name, typed in _CHANNELS:
        made = add_channel(kind, name=name, typed=typed, at=at, by=by)
        switch_channel(made.key, active=False, at=at, by=by)
