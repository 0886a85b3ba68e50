"""Where the pages of this service can be seen, for the tests in a browser."""

from collections.abc import Callable, Mapping
from typing import Any

from zaiton.kit.testing.routes import Example, NoPage
from zaiton.services.ships.tests.scene import a_scene

Cast = Mapping[str, Any]


def at(tail: str = "", ship: str = "ship") -> Callable[[Cast], str]:
    """A page below a ship that the scene makes: plain, mortgaged, or gone."""

    def path(cast: Cast) -> str:
        scene = a_scene(cast)
        return f"/ships/{getattr(scene, ship)()}/{tail}"

    return path


def there(path: str) -> Callable[[Cast], str]:
    """A page that lists what the scene makes."""

    def shown(cast: Cast) -> str:
        a_scene(cast).mortgaged()
        return path

    return shown


def act(cast: Cast) -> str:
    """The form for the ownership of a ship, on which everything else rests."""
    scene = a_scene(cast)
    return scene.act_path(scene.ship(), "ships.ownership")


EXAMPLES = {
    "ships:home": (Example(there("/ships/")), Example(there("/ships/"), as_role="importer")),
    "ships:register": (
        Example(there("/ships/register/")),
        Example(there("/ships/register/?q=9074729")),
        Example(there("/ships/register/?q=nothing")),
    ),
    "ships:mine": (
        Example(there("/ships/mine/"), as_role="importer"),
        Example(there("/ships/mine/"), as_role="officer"),
    ),
    "ships:kpi": (Example(there("/ships/kpi/")),),
    "ships:ship": (
        Example(at()),
        Example(at(ship="mortgaged"), as_role="importer"),
        Example(at(ship="ship"), as_role="officer"),
        Example(at(ship="gone")),
    ),
    "ships:apply": NoPage("a form is sent to it"),
    "ships:act": (Example(act, as_role="officer"),),
}
