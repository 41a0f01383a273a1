"""The addresses of the pages."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, path

from sigap.web.pages import signin, styleguide

urlpatterns: list[URLPattern | URLResolver] = [
    path("masuk/", signin.sign_in, name="sign-in"),
    path("keluar/", signin.sign_out, name="sign-out"),
    path("pengaturan/tampilan", signin.display, name="display"),
]
if settings.DEBUG:
    urlpatterns.append(path("_gaya/", styleguide.show, name="styleguide"))
