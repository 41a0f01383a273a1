"""Small files as a browser would send them."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def text_file(content: str = "ping 10.0.0.1: 4 dari 4 hilang\n") -> BytesIO:
    """A plain text as an open file."""
    return BytesIO(content.encode())


def photo(name: str = "odp.png") -> SimpleUploadedFile:
    """A real, tiny picture."""
    drawn = BytesIO()
    Image.new("RGB", (4, 4), "navy").save(drawn, "PNG")
    return SimpleUploadedFile(name, drawn.getvalue(), content_type="image/png")


def lying_photo() -> SimpleUploadedFile:
    """A text that calls itself a picture."""
    return SimpleUploadedFile("odp.png", b"bukan gambar", content_type="image/png")
