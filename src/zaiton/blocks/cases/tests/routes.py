"""Where the pages of cases can be seen, for the tests in a browser."""

from collections.abc import Callable, Mapping
from typing import Any

from zaiton.blocks.cases.models import CaseType
from zaiton.blocks.cases.tests.scene import TYPE, Scene, a_scene
from zaiton.blocks.identity.tests.factories import a_person, an_organisation
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


def step(state: str = "", step: str = "safety.review", tail: str = "") -> Callable[[Cast], str]:
    """A step's page: untouched, of a case whose check speaks against it (``against``), returned, or closed."""

    def path(cast: Cast) -> str:
        scene = a_scene(cast)
        made = {"returned": returned, "refused": Scene.refused_case, "against": against}.get(state, Scene.case)
        return f"/cases/{made(scene)}/{tail or f'steps/{step}/'}"

    return path


def reused(cast: Cast) -> str:
    """A step of a case whose papers another applicant has handed in as well."""
    scene = a_scene(cast)
    other = a_person()
    scene.case_of(other.public_id, an_organisation(other, "泉州某航运公司").public_id)
    return f"/cases/{scene.case()}/steps/safety.review/"


def against(scene: Scene) -> str:
    """A case of which the table says that it is not fit."""
    return scene.case(hot_work="true", length="1900")


def busy(path: str) -> Callable[[Cast], str]:
    """A page of the office with cases in every state, an officer who is away, and a bad grade that waits."""

    def shown(cast: Cast) -> str:
        scene = a_scene(cast)
        scene.an_office_at_work()
        return path

    return shown


def unanswered(cast: Cast) -> str:
    """The form for the answer to a bad grade."""
    return f"/cases/board/ratings/{a_scene(cast).an_office_at_work()}/"


EXAMPLES = {
    "cases:desk": (
        Example(busy("/cases/desk/"), as_role="officer"),
        Example(busy("/cases/desk/?box=mine"), as_role="officer"),
        Example("/cases/desk/", as_role="second_officer"),
        Example("/cases/desk/", as_role="importer", status=403),
    ),
    "cases:desk_claim": SENT,
    "cases:step": (
        Example(step(), as_role="officer"),
        Example(step("against"), as_role="officer"),
        Example(step("returned", "waterway.review"), as_role="officer"),
        Example(step("refused"), as_role="officer"),
        Example(step("", "waterway.review"), as_role="second_officer"),
        Example(reused, as_role="officer"),
        Example(step(), as_role="stranger", status=403),
    ),
    "cases:migrate": (Example(step(tail="version/"), as_role="second_officer"),),
    "cases:board": (
        Example(busy("/cases/board/"), as_role="second_officer"),
        Example(at("/cases/board/"), as_role="officer", status=403),
    ),
    "cases:board_pass": SENT,
    "cases:what_if": (
        Example(busy("/cases/board/what-if/"), as_role="second_officer"),
        Example(busy(f"/cases/board/what-if/?type={TYPE}&limit-safety=5&staff-safety=1"), as_role="second_officer"),
    ),
    "cases:rating_answer": (Example(unanswered, as_role="second_officer"),),
    "cases:officers": (
        Example(busy("/cases/officers/"), as_role="administrator"),
        Example(at("/cases/officers/"), as_role="second_officer"),
    ),
    "cases:absences": (Example(busy("/cases/absences/"), as_role="officer"),),
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
        Example(of(Scene.sent_case), as_role="importer"),
        Example(of(Scene.refused_case), as_role="officer"),
        Example(of(Scene.case), as_role="second_officer"),
        Example(of(Scene.case), as_role="stranger", status=404),
    ),
    "cases:submitted": (Example(of(Scene.case, "submitted/"), as_role="importer"),),
    "cases:receipt": (Example(of(Scene.case, "receipt/"), as_role="importer"),),
    "cases:paper": NoPage("a file"),
    "cases:certificate": NoPage("a file"),
    "cases:proof": (Example(of(Scene.case, "proofs/1/"), as_role="importer", status=409),),
    "cases:correction": (Example(of(returned, "correction/"), as_role="importer"),),
    "cases:delivery": (
        Example(of(Scene.case, "delivery/"), as_role="importer"),
        Example(of(Scene.sent_case, "delivery/"), as_role="importer"),
        Example(of(Scene.packed_case, "delivery/"), as_role="officer"),
        Example(of(Scene.packed_case, "delivery/"), as_role="stranger", status=404),
    ),
    "cases:withdraw": (Example(of(Scene.case, "withdraw/"), as_role="importer"),),
    "cases:rate": (Example(of(Scene.granted_case, "rate/permit/"), as_role="importer"),),
}
