"""Links lead somewhere, both languages have the same pages, and every page can be reached."""

from pathlib import Path

from tests.docs.markdown import anchors, links
from tests.tidy.files import ROOT, files

OUTSIDE = ("https://", "http://", "mailto:")
KINDS = ("tutorials", "howto", "reference", "explanation")


def dead_links(document: Path) -> list[str]:
    """The links of a document that lead to no file or no heading."""
    dead = []
    for link in links(document):
        if link.startswith(OUTSIDE):
            continue
        name, _, anchor = link.partition("#")
        target = (document.parent / name).resolve() if name else document
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
            dead.append(f"{document.name}: {link}")
    return dead


def test_links_lead_somewhere() -> None:
    """Every link to a file or heading of the project finds it."""
    documents = files(".md")
    assert len(documents) > 10
    assert [dead for document in documents for dead in dead_links(document)] == []


def test_a_planted_dead_link_is_found(tmp_path: Path) -> None:
    """A missing file and a missing heading are both found; good links are not."""
    (tmp_path / "b.md").write_text("# One thing, 两个\n")
    page = tmp_path / "a.md"
    page.write_text("[x](b.md#one-thing-两个) [y](b.md#two) [z](c.md) `[n](no.md)` [w](https://x.example)\n")
    assert dead_links(page) == ["a.md: b.md#two", "a.md: c.md"]


def test_both_languages_have_the_same_pages() -> None:
    """What a reader of Chinese can look up, a reader of English can, and the other way round."""
    trees = {}
    for language in ("zh", "en"):
        folder = ROOT / "docs" / language
        trees[language] = {path.relative_to(folder).as_posix() for path in folder.rglob("*.md")}
        for kind in KINDS:
            assert any(name.startswith(f"{kind}/") for name in trees[language]), f"docs/{language}/{kind} is empty"
    assert trees["zh"] == trees["en"]


def test_every_page_is_listed() -> None:
    """Each page of the documents is linked from the index of its language."""
    for language in ("zh", "en"):
        folder = ROOT / "docs" / language
        listed = {(folder / link.partition("#")[0]).resolve() for link in links(folder / "README.md")}
        assert [p.name for p in sorted(folder.rglob("*.md")) if p.name != "README.md" and p not in listed] == []
