"""Every module that is found keeps the contract of the kit."""

import pytest

from zaiton.kit.testing import contract
from zaiton.site import discovery

MODULES = [pytest.param(package, manifest, id=manifest.slug) for package, manifest in discovery.manifests().items()]
SERVICES = [p for p in discovery.packages() if p.startswith("zaiton.services.")]
each_module = pytest.mark.parametrize(("package", "manifest"), MODULES)


@each_module
@pytest.mark.django_db
def test_its_pages_answer_in_both_languages(package, manifest, client):
    assert contract.page_faults(manifest, client) == []


@each_module
def test_its_operations_stand_in_the_schema(package, manifest):
    from zaiton.site.api import api

    assert contract.api_faults(manifest, api.get_openapi_schema()) == []


@each_module
def test_what_its_manifest_says_is_there(package, manifest):
    assert contract.manifest_faults(package, manifest) == []


@each_module
def test_its_folder_is_complete(package, manifest):
    assert contract.folder_faults(discovery.folder(package)) == []


@pytest.mark.parametrize("package", [*discovery.packages(), "zaiton.site", "zaiton.base"])
def test_each_refusal_has_a_code_and_chinese_words(package):
    assert contract.refusal_faults(package) == []


@pytest.mark.parametrize("package", SERVICES)
def test_golden_cases_pass_on_the_domain_alone(package):
    assert contract.golden_faults(package, discovery.folder(package)) == []
