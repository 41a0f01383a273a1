"""The small drawings that go beside words; a drawing never stands without a word."""

from typing import Final

from markupsafe import Markup

# Drawn on a 16 x 16 grid with round strokes of 1.6; each entry is the inside of the <svg>.
SHAPES: Final = {
    "search": '<circle cx="7" cy="7" r="4.5"/><path d="m10.5 10.5 4 4"/>',
    "bell": '<path d="M3 12h10c-1-1-1.5-2-1.5-5a3.5 3.5 0 0 0-7 0C4.5 10 4 11 3 12zM6.8'
    ' 14.3h2.4"/>',
    "person": '<circle cx="8" cy="5.2" r="2.9"/><path d="M2.5 14.2a5.6 5.6 0 0 1 11 0"/>',
    "check": '<path d="m3 8.5 3.4 3.4L13 5"/>',
    "on-time": '<circle cx="8" cy="8" r="6.2"/><path d="m5.2 8.3 2 2 3.7-4.1"/>',
    "at-risk": '<circle cx="8" cy="8" r="6.2"/><path d="M8 4.4V8l2.4 1.8"/>',
    "late": '<path d="M5.4 1.8h5.2l3.6 3.6v5.2l-3.6 3.6H5.4l-3.6-3.6V5.4z"/>'
    '<path d="M8 4.8v3.9M8 11.2v.1"/>',
    "hold": '<circle cx="8" cy="8" r="6.2"/><path d="M6.4 5.8v4.4M9.6 5.8v4.4"/>',
    "running": '<circle cx="8" cy="8" r="6.2"/><path d="M6.6 5.4 10.8 8l-4.2 2.6z"/>',
    "follow": '<path d="M3.5 2v5.5a2 2 0 0 0 2 2H13M10 6.2l3.2 3.3L10 12.8"/>',
    "transfer": '<path d="M2 5h10M9 2l3.2 3L9 8M14 11H4M7 8l-3.2 3L7 14"/>',
    "cancel": '<circle cx="8" cy="8" r="6.2"/><path d="m5.7 5.7 4.6 4.6M10.3 5.7l-4.6 4.6"/>',
    "close": '<path d="m3.5 3.5 9 9M12.5 3.5l-9 9"/>',
    "plus": '<path d="M8 3v10M3 8h10"/>',
    "next": '<path d="m6 3 5 5-5 5"/>',
    "previous": '<path d="m10 3-5 5 5 5"/>',
    "down": '<path d="m3.5 6 4.5 4.5L12.5 6"/>',
    "back": '<path d="M6 3 2.5 6.5 6 10M2.5 6.5H10a3.5 3.5 0 0 1 0 7H7"/>',
    "info": '<circle cx="8" cy="8" r="6.2"/><path d="M8 7.3v4M8 4.8v.1"/>',
    "warning": '<path d="M8 2 1.6 13.4h12.8zM8 6.4v3.2M8 11.6v.1"/>',
    "file": '<path d="M3.5 1.8h6l3 3v9.4h-9zM9.3 1.8V5h3.2"/>',
    "image": '<path d="M2 3h12v10H2zM2.2 11.4 6 7.8l3 2.8 2-1.6 2.8 2.4"/>'
    '<circle cx="10.8" cy="5.8" r=".9"/>',
    "clip": '<path d="m13.2 7.4-5.5 5.4a3.2 3.2 0 0 1-4.6-4.5l5.8-5.7a2.1 2.1 0 0 1 3 3L6.4 11"/>',
    "print": '<path d="M4.5 6V2h7v4M4.5 11.5H2V6h12v5.5h-2.5M4.5 9.5h7V14h-7z"/>',
    "download": '<path d="M8 2v8.2M4.6 7 8 10.3 11.4 7M2.5 13.5h11"/>',
    "edit": '<path d="m3 13 .7-3L10.8 3 13 5.2l-7 7.1z"/>',
    "phone": '<path d="M4.5 1.8h7v12.4h-7zM7.2 12h1.6"/>',
    "place": '<path d="M8 14.4C5 11 3.6 8.7 3.6 6.4a4.4 4.4 0 0 1 8.8 0c0 2.3-1.4 4.6-4.4 8z"/>'
    '<circle cx="8" cy="6.3" r="1.5"/>',
    "lock": '<path d="M3.5 7h9v7h-9zM5.3 7V4.8a2.7 2.7 0 0 1 5.4 0V7"/>',
    "people": '<circle cx="6" cy="5.4" r="2.5"/>'
    '<path d="M1.4 13.6a4.7 4.7 0 0 1 9.2 0M10.6 3.2a2.4 2.4 0 0 1 0 4.5'
    'M12.4 9.9a4.6 4.6 0 0 1 2.2 3.6"/>',
    "link": '<path d="M6.6 9.4a2.8 2.8 0 0 0 4 0l2.2-2.2a2.8 2.8 0 0 0-4-4l-.9.9M9.4 6.6a2.8'
    " 2.8 0 0 0-4 0L3.2 8.8"
    'a2.8 2.8 0 0 0 4 4l.9-.9"/>',
    "keyboard": '<path d="M1.5 4h13v8h-13zM4 6.6v.1M6.6 6.6v.1M9.3 6.6v.1M12 6.6v.1M4.6 9.6h6.8"/>',
    "calendar": '<path d="M2.3 3.5h11.4v10.2H2.3zM2.3 6.6h11.4M5.3 1.8v3M10.7 1.8v3"/>',
    "inbox": '<path d="M2 9.2 4 3h8l2 6.2V13H2zM2 9.2h3.6l1 1.8h2.8l1-1.8H14"/>',
}

DRAWINGS: Final = {
    name: Markup(
        '<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">'
        f"{shape}</svg>"
    )
    for name, shape in SHAPES.items()
}


def icon(name: str) -> Markup:
    """The drawing of this name, hidden from screen readers; KeyError when there is none."""
    return DRAWINGS[name]
