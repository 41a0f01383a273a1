"""The addresses of the pages."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, path

from sigap.web.pages import acts, case, files, inbox, register, signin, styleguide

urlpatterns: list[URLPattern | URLResolver] = [
    path("", inbox.show, name="inbox"),
    path("gangguan/", register.show, name="incidents"),
    path("gangguan/<slug:number>/", case.show, name="incident"),
    path("gangguan/<slug:number>/berkas/<slug:key>", files.download, name="incident-file"),
    path("gangguan/<slug:number>/<slug:act>/", acts.carry_out, name="incident-act"),
    path("masuk/", signin.sign_in, name="sign-in"),
    path("keluar/", signin.sign_out, name="sign-out"),
    path("pengaturan/tampilan", signin.display, name="display"),
]
if settings.DEBUG:
    urlpatterns.append(path("_gaya/", styleguide.show, name="styleguide"))
