"""The pages of the guides as a technician and the administrator meet them."""

from tests.browser import guide_scene as scene
from tests.browser.sight import Sight

FIELD = (
    Sight("panduan", scene.at_the_site, ("incident-guide",)),
    Sight("simpulan panduan", scene.at_a_leaf, ("incident-guide",)),
    Sight("seluruh panduan", lambda one: scene.at_the_site(one, "?semua=1"), ("incident-guide",)),
    Sight("isian dari panduan", scene.used, ("incident",)),
)
ADMIN = (
    Sight("panduan kantor", scene.register, ("guides",)),
    Sight("satu panduan", scene.one, ("guide", "guide-file"), scene.download),
    Sight("panduan keliru", scene.NEW, ("guide-new",), scene.check_faulty),
    Sight("panduan baru", scene.changed, ("guide-new",), scene.check_right),
)
