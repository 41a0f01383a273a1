"""The addresses of the pages."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, path

from sigap.web.pages import (
    acts,
    case,
    cyber,
    files,
    guide,
    inbox,
    notices,
    people_settings,
    procedures,
    receipt,
    register,
    report,
    signin,
    styleguide,
    tracking,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", inbox.show, name="inbox"),
    path("gangguan/", register.show, name="incidents"),
    path("gangguan/<slug:number>/", case.show, name="incident"),
    path("gangguan/<slug:number>/berkas/<slug:key>", files.download, name="incident-file"),
    path("gangguan/<slug:number>/siber", cyber.show, name="cyber-notice"),
    path("gangguan/<slug:number>/<slug:act>/", acts.carry_out, name="incident-act"),
    path("gangguan/<slug:number>/tanda-terima", receipt.show, name="receipt"),
    path("lapor/", report.report, name="report"),
    path("lapor/tempat", report.find_place, name="report-places"),
    path("lapor/keterangan-tempat", report.about_place, name="report-context"),
    path("lacak/", tracking.search, name="track"),
    path("lacak/<str:code>", tracking.show, name="tracking"),
    path("lacak/<str:code>/<slug:result>", tracking.answer, name="tracking-answer"),
    path("sop/", procedures.register, name="sop"),
    path("sop/baru/", procedures.new, name="sop-new"),
    path("sop/<slug:key>/", procedures.newest, name="sop-newest"),
    path("sop/<slug:key>/v<int:version>/", procedures.version, name="sop-version"),
    path("sop/<slug:key>/banding", procedures.compare, name="sop-compare"),
    path("pemberitahuan/", notices.show, name="notices"),
    path("pemberitahuan/dilihat", notices.seen, name="notices-seen"),
    path("pemberitahuan/<int:pk>", notices.follow, name="notice"),
    path("bantuan/", guide.show, name="help"),
    path("pengaturan/", people_settings.show, name="settings"),
    path("masuk/", signin.sign_in, name="sign-in"),
    path("keluar/", signin.sign_out, name="sign-out"),
    path("pengaturan/tampilan", signin.display, name="display"),
]
if settings.DEBUG:
    urlpatterns.append(path("_gaya/", styleguide.show, name="styleguide"))
