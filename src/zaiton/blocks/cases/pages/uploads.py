"""Papers in a form: a field for each, named for the paper, and what was sent in them."""

from collections.abc import Collection, Mapping

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext

from zaiton.blocks.cases.actions.materials import MOST_BYTES, Upload
from zaiton.blocks.cases.domain.graph import Definition
from zaiton.blocks.cases.domain.needs import Merged
from zaiton.blocks.cases.pages.words import told

FIELD = "paper-"
ACCEPT = ".pdf,.png,.jpg,.jpeg"


def paper_fields(
    definition: Definition,
    asked: Collection[str],
    there: Mapping[str, tuple[str, int]],
    merged: Merged | None = None,
    errors: Mapping[str, str] | None = None,
) -> list[dict[str, object]]:
    """A field for each paper asked: its title, what is there already, who needs it by which article, what is wrong with it."""
    needed = {paper.material.id: paper.needed_by for paper in merged.papers} if merged else {}
    return [
        {
            "id": paper.id,
            "field": f"{FIELD}{paper.id}",
            "title": told(paper.title),
            "confidential": paper.confidential,
            "there": there[paper.id][0] if paper.id in there else "",
            "kilobytes": f"{max(1, round(there[paper.id][1] / 1024)):,}" if paper.id in there else "",
            "needed_by": [
                {"item": told(definition.item(need.item).title), "article": need.article}
                for need in needed.get(paper.id, ())
            ],
            "error": (errors or {}).get(paper.id, ""),
            "accept": ACCEPT,
            "most": MOST_BYTES // 2**20,
        }
        for paper in definition.materials
        if paper.id in asked
    ]


def uploads_of(request: HttpRequest, papers: Collection[str]) -> list[Upload]:
    """The files that were sent for these papers."""
    found = []
    for paper in papers:
        file = request.FILES.get(f"{FIELD}{paper}")
        if file is not None:
            found.append(Upload(paper, file.name or paper, file.read()))
    return found


def typed(definition: Definition, sent: QueryDict) -> dict[str, str]:
    """What was typed for the facts that are asked, as it was typed."""
    return {fact.name: sent.get(fact.name, "") for fact in definition.facts if not fact.register and fact.name in sent}


def missing_papers(asked: Collection[str], there: Collection[str]) -> dict[str, str]:
    """The papers asked that are not there, each with what to do."""
    return {name: gettext("This paper is missing. Choose a file.") for name in asked if name not in there}
