"""Where the pages of this service can be seen, for the tests in a browser."""

from collections.abc import Callable, Mapping
from typing import Any

from zaiton.kit.testing.routes import Example, NoPage
from zaiton.services.retail_tax.tests.scene import Scene, a_scene

Cast = Mapping[str, Any]


def at(tail: str, of: Callable[[Scene], str] | None = None) -> Callable[[Cast], str]:
    """A page of something that the scene makes; ``{}`` in the tail stands for its name."""

    def path(cast: Cast) -> str:
        scene = a_scene(cast)
        return f"/retail-tax/{tail.format(of(scene)) if of else tail}"

    return path


def seen(tail: str, of: Callable[[Scene], str] | None = None, *roles: str) -> tuple[Example, ...]:
    """The page as people of these roles see it."""
    return tuple(Example(at(tail, of), as_role=role) for role in roles or ("importer", "officer"))


EXAMPLES = {
    "retail_tax:home": (*seen(""), Example("/retail-tax/")),
    "retail_tax:take": seen("take/"),
    "retail_tax:intake": seen("take/{}/", Scene.intake, "importer"),
    "retail_tax:intake_receipt": NoPage("a message as a file"),
    "retail_tax:sales": (*seen("sales/"), *seen("sales/?state=discrepant", None, "importer")),
    "retail_tax:sale": (
        *seen("sales/{}/", Scene.sale, "importer"),
        *seen("sales/{}/", lambda scene: scene.sale("discrepant"), "importer"),
    ),
    "retail_tax:bills": seen("bills/"),
    "retail_tax:bill": (
        *seen("bills/{}/", Scene.bill, "importer"),
        *seen("bills/{}/", lambda scene: scene.bill("disputed"), "importer", "officer"),
    ),
    "retail_tax:dispute_undo": NoPage("a form is sent to it"),
    "retail_tax:books": seen("books/"),
    "retail_tax:books_progress": NoPage("a part of the list of payment books"),
    "retail_tax:book": (
        *seen("books/{}/", Scene.book, "importer"),
        *seen("books/{}/", lambda scene: scene.book("proposed"), "importer"),
    ),
    "retail_tax:book_state": NoPage("a part of the page of a payment book"),
    "retail_tax:book_act": NoPage("a form is sent to it"),
    "retail_tax:treasury": (
        *seen("treasury/", None, "officer"),
        Example(at("treasury/"), as_role="importer", status=404),
    ),
    "retail_tax:figures": seen("figures/"),
    "retail_tax:customs": seen("customs/", None, "officer"),
    "retail_tax:list": seen("lists/{}/", Scene.inventory_number, "importer", "officer"),
    "retail_tax:buyer": seen("lists/{}/buyer/", Scene.inventory_number, "officer"),
    "retail_tax:guarantees": seen("guarantees/"),
    "retail_tax:guarantee": seen("guarantees/{}/", Scene.guarantee, "importer", "officer"),
    "retail_tax:claims": seen("claims/"),
    "retail_tax:claim": seen("claims/{}/", Scene.claim, "importer", "officer"),
    "retail_tax:disputes": seen("customs/disputes/", None, "officer"),
    "retail_tax:dispute": seen("customs/disputes/{}/", Scene.dispute, "officer"),
}
