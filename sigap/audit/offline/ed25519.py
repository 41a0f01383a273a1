"""Ed25519 (RFC 8032), only the checking of a signature, with the standard library alone."""

from hashlib import sha512

_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_Point = tuple[int, int, int, int]


def _add(a: _Point, b: _Point) -> _Point:
    low, high = (a[1] - a[0]) * (b[1] - b[0]) % _P, (a[1] + a[0]) * (b[1] + b[0]) % _P
    cross, depth = 2 * a[3] * b[3] * _D % _P, 2 * a[2] * b[2] % _P
    e, f, g, h = high - low, depth - cross, depth + cross, high + low
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(scalar: int, point: _Point) -> _Point:
    found: _Point = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            found = _add(found, point)
        point, scalar = _add(point, point), scalar >> 1
    return found


def _point(encoded: bytes) -> _Point | None:
    sign, y = divmod(int.from_bytes(encoded, "little"), 2**255)
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * pow(2, (_P - 1) // 4, _P) % _P
    if y >= _P or (x * x - square) % _P or (x == 0 and sign):
        return None
    x = _P - x if x & 1 != sign else x
    return x, y, 1, x * y % _P


def _encoded(point: _Point) -> bytes:
    back = pow(point[2], -1, _P)
    x, y = point[0] * back % _P, point[1] * back % _P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def is_signed(key: str, text: bytes, signature: str) -> bool:
    """Whether this Ed25519 signature of the text was made with the key (both in hex)."""
    try:
        public, mark = bytes.fromhex(key), bytes.fromhex(signature)
    except ValueError:
        return False
    if len(public) != 32 or len(mark) != 64 or key != public.hex() or signature != mark.hex():
        return False
    owner, base = _point(public), _point((4 * pow(5, -1, _P) % _P).to_bytes(32, "little"))
    scalar = int.from_bytes(mark[32:], "little")
    if owner is None or base is None or scalar >= _ORDER:
        return False
    hashed = int.from_bytes(sha512(mark[:32] + public + text).digest(), "little") % _ORDER
    away = (_P - owner[0], owner[1], 1, _P - owner[3])
    return _encoded(_add(_times(scalar, base), _times(hashed, away))) == mark[:32]
