"""Where the pages of cases can be seen, for the tests in a browser."""

from collections.abc import Callable, Mapping
from typing import Any

from zaiton.blocks.cases.models import CaseType
from zaiton.blocks.cases.tests.scene import TYPE, Scene, a_scene
from zaiton.kit.testing.routes import Example, NoPage

Cast = Mapping[str, Any]
SENT = NoPage("a form is sent to it")


def of(make: Callable[[Scene], str], tail: str = "") -> Callable[[Cast], str]:
    """The page of a case that the scene makes, or a page below it."""

    def path(cast: Cast) -> str:
        return f"/cases/{make(a_scene(cast))}/{tail}"

    return path


def drafted(tail: str = "", **facts: str) -> Callable[[Cast], str]:
    """The form of an application that is being filled in; without facts it is complete."""

    def path(cast: Cast) -> str:
        scene = a_scene(cast)
        return f"/cases/drafts/{scene.draft(**facts) if facts else scene.ready_draft()}/{tail}"

    return path


def at(path: str) -> Callable[[Cast], str]:
    """A page that needs the demonstration's types and no more."""

    def shown(cast: Cast) -> str:
        a_scene(cast)
        return path

    return shown


def version(cast: Cast) -> str:
    """A version of the demonstration's type by its digest."""
    a_scene(cast)
    return f"/cases/types/{TYPE}/versions/{CaseType.objects.get(name=TYPE).sha256}/"


def mine(cast: Cast) -> str:
    """A list with a draft, a case that is returned and one that is closed."""
    scene = a_scene(cast)
    scene.draft(kind="piling")
    returned(scene)
    scene.granted_case()
    return "/cases/mine/"


def returned(scene: Scene) -> str:
    """A case that waits for a correction."""
    case = scene.case()
    scene.ask(case)
    return case


EXAMPLES = {
    "cases:catalogue": (Example("/cases/"), Example(at("/cases/"), as_role="importer")),
    "cases:type": (
        Example(at(f"/cases/types/{TYPE}/"), as_role="importer"),
        Example("/cases/types/nothing/", status=404),
    ),
    "cases:type_version": (Example(version, as_role="stranger"),),
    "cases:apply": NoPage("it begins a draft and leads to it"),
    "cases:draft": (
        Example(drafted(kind="dredging", length="abc"), as_role="importer"),
        Example(drafted(), as_role="importer"),
    ),
    "cases:draft_papers": SENT,
    "cases:check": (Example(drafted("check/"), as_role="importer"),),
    "cases:submit": SENT,
    "cases:draft_remove": SENT,
    "cases:mine": (Example("/cases/mine/", as_role="stranger"), Example(mine, as_role="importer")),
    "cases:case": (
        Example(of(Scene.case), as_role="importer"),
        Example(of(returned), as_role="importer"),
        Example(of(Scene.refused_case), as_role="importer"),
        Example(of(Scene.granted_case), as_role="importer"),
        Example(of(Scene.refused_case), as_role="officer"),
        Example(of(Scene.case), as_role="second_officer"),
        Example(of(Scene.case), as_role="stranger", status=404),
    ),
    "cases:submitted": (Example(of(Scene.case, "submitted/"), as_role="importer"),),
    "cases:receipt": (Example(of(Scene.case, "receipt/"), as_role="importer"),),
    "cases:paper": NoPage("a file"),
    "cases:correction": (Example(of(returned, "correction/"), as_role="importer"),),
    "cases:withdraw": (Example(of(Scene.case, "withdraw/"), as_role="importer"),),
    "cases:rate": (Example(of(Scene.granted_case, "rate/permit/"), as_role="importer"),),
}
