"""The ways in and their safety, as anybody meets them on the own pages."""

from tests.browser import signin_scene
from tests.browser.sight import Sight, press

ANYBODY = (
    Sight("keamanan", "/saya/keamanan/", ("security",)),
    Sight("sandi", "/saya/keamanan/sandi/", ("security-password",), press("Ganti")),
    Sight("aplikasi", "/saya/keamanan/aplikasi/", ("security-app",), signin_scene.set_up_app),
    Sight("kunci sandi", "/saya/keamanan/kunci/", ("security-passkey",)),
    Sight("keamanan lengkap", signin_scene.with_app, ("security",)),
    Sight("kode pemulihan", "/saya/keamanan/kode/", ("security-codes",)),
    Sight("lepas", "/saya/keamanan/", ("security-remove",), signin_scene.agree("Lepaskan")),
    Sight(
        "sesi lain",
        "/saya/keamanan/",
        ("security-sessions",),
        signin_scene.agree("Akhiri semua sesi lain"),
    ),
    Sight("terbukti", "/masuk/terbukti/", ("proved",)),
    Sight("lagi", "/saya/keamanan/sandi/", ("security-password",), signin_scene.prove_again),
)
