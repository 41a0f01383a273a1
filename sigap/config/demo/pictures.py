"""Attachments of the demo: drawn photos of the work and the logs of invented measurements."""

from datetime import datetime, timedelta
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw

_WALL, _BOX, _EDGE, _INK = (206, 202, 192), (62, 70, 78), (34, 38, 42), (245, 245, 240)
_GREEN, _RED = (62, 201, 108), (224, 66, 58)
_WIDTH, _HEIGHT, _PORTS = 480, 320, 12


def photo(caption: str, *, at: datetime, mended: bool, random: Random) -> bytes:
    """A PNG of a network box as a technician would take it: red lights before, green after."""
    image = Image.new("RGB", (_WIDTH, _HEIGHT), _WALL)
    draw = ImageDraw.Draw(image)
    top = random.randint(40, 90)
    draw.rectangle((40, top, 440, top + 130), fill=_BOX, outline=_EDGE, width=4)
    dead = set() if mended else set(random.sample(range(_PORTS), random.randint(3, 9)))
    for port in range(_PORTS):
        left = 62 + port * 31
        draw.rectangle((left, top + 70, left + 22, top + 96), fill=_EDGE)
        draw.ellipse(
            (left + 6, top + 40, left + 16, top + 50), fill=_RED if port in dead else _GREEN
        )
        if port not in dead or random.random() < 0.5:
            hang = random.randint(-18, 18)
            draw.line((left + 11, top + 84, left + 11 + hang, _HEIGHT - 40), fill=_INK, width=3)
    draw.rectangle((0, _HEIGHT - 34, _WIDTH, _HEIGHT), fill=_EDGE)
    draw.text((10, _HEIGHT - 25), f"{caption}  {at:%d-%m-%Y %H:%M}", fill=_INK)
    buffer = BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def ping_log(place: str, *, at: datetime, answered: float, random: Random) -> bytes:
    """Thirty lines of a ping, a second apart; `answered` is the share of packets that came back."""
    lines = [f"# ping dari NOC ke gateway {place}, {at:%d-%m-%Y %H:%M:%S}"]
    back = 0
    for number in range(1, 31):
        moment = at + timedelta(seconds=number)
        if random.random() < answered:
            back += 1
            lines.append(f"{moment:%H:%M:%S} seq={number} waktu={random.uniform(2, 19):.1f} ms")
        else:
            lines.append(f"{moment:%H:%M:%S} seq={number} waktu habis")
    lines.append(f"# 30 dikirim, {back} diterima, {(30 - back) * 100 // 30}% hilang")
    return ("\n".join(lines) + "\n").encode()
