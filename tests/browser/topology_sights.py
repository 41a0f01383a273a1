"""The pages of the topology as the office meets them."""

from tests.browser import topology_scene as scene
from tests.browser.sight import Sight

KASI = (
    Sight("topologi", scene.drawn, ("topology",)),
    Sight("topologi dipilih", scene.drawn, ("topology", "topology-rehearse"), scene.press_a_node),
    Sight("gladi", scene.rehearsed, ("topology-rehearse",)),
    Sight("gladi dicari", scene.rehearsed, ("topology-rehearse",), scene.look_for_more),
    Sight("topologi dengan yang rusak", scene.broken, ("topology",)),
)
