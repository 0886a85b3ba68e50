"""The keys of the seals for anyone: which there are, how each stands, and its certificate as a file."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from zaiton.blocks.papers.domain.register_refusals import NoSuchKey
from zaiton.blocks.papers.pages.asking import page
from zaiton.blocks.papers.pages.words import told
from zaiton.blocks.papers.queries.authority import root_certificate
from zaiton.blocks.papers.queries.publishing import key_published, keys_published
from zaiton.kit.clock import now


@require_safe
def keys_page(request: HttpRequest) -> HttpResponse:
    """Every key a seal ever had, with what identifies it."""
    rows = [
        {"key": key, "seal": told(key.seal), "groups": _groups(key.fingerprint)} for key in keys_published(at=now())
    ]
    return page(request, "verify_keys", {"rows": rows, "root": root_certificate() is not None})


@require_safe
def root_file(request: HttpRequest, name: str) -> HttpResponse:
    """The authority of this installation, which certified the keys inside PDF files."""
    root = root_certificate()
    if root is None:
        raise NoSuchKey
    return _pem(root, name)


@require_safe
def key_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """The certificate of one key, as PEM."""
    key = key_published(public_id, at=now())
    if key is None:
        raise NoSuchKey
    return _pem(key.certificate_pem, key.public_id)


def _pem(content: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/x-pem-file")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.pem"'
    return response


def _groups(digest: str) -> list[str]:
    """A digest in groups of eight, between which a narrow page may break it."""
    return [digest[place : place + 8] for place in range(0, len(digest), 8)]
