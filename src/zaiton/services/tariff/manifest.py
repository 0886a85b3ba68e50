"""What the site mounts of the tariff service."""

from zaiton.base.text import gettext_noop
from zaiton.kit.manifest import AskBox, Manifest, NoticeKind, Tick

manifest = Manifest(
    slug="tariff",
    title=gettext_noop("Tariff advice"),
    summary=gettext_noop("Which agreement gives the lowest rate for a good, how much it saves, and what proves it."),
    order=10,
    urls="zaiton.services.tariff.pages",
    router="zaiton.services.tariff.api:router",
    command="zaiton.services.tariff.cli:tariff",
    capabilities=("S1.1", "S1.2", "S1.3", "S1.4", "S1.5", "S1.8"),
    scopes={
        "tariff:read": gettext_noop("Tariff advice: see saved answers"),
        "tariff:write": gettext_noop("Tariff advice: save and remove answers"),
    },
    actions={
        "tariff.answer_saved": gettext_noop("Saved an answer on rates of duty"),
        "tariff.answer_removed": gettext_noop("Removed a saved answer on rates of duty"),
        "tariff.batch_asked": gettext_noop("Brought a list of goods to be answered"),
        "tariff.batch_answered": gettext_noop("Answered a list of goods"),
        "tariff.batch_removed": gettext_noop("Removed a list of goods"),
        "tariff.import_drafted": gettext_noop("Brought in an official table as a draft"),
        "tariff.import_reread": gettext_noop("Read a drafted official table again under other settings"),
        "tariff.import_published": gettext_noop("Put an official table in force"),
        "tariff.import_refused": gettext_noop("Refused an official table"),
        "tariff.import_undone": gettext_noop("Took an official table back"),
        "tariff.origin_version": gettext_noop(
            "Kept a version of a product's bill of materials and assessed its origin"
        ),
        "tariff.origin_archived": gettext_noop("Put a product away"),
        "tariff.supplier_asked": gettext_noop("Asked a supplier for a declaration"),
        "tariff.supplier_withdrawn": gettext_noop("Took a question to a supplier back"),
        "tariff.supplier_answered": gettext_noop("A supplier answered under its link"),
    },
    notices={
        "tariff.origin_changed": NoticeKind(
            gettext_noop("The origin of a product came out different"),
            gettext_noop("Rules on file have changed: {name} comes out different under {agreements}."),
            "zaiton.tariff.origin_changed",
        ),
        "tariff.supplier_answered": NoticeKind(
            gettext_noop("A supplier has answered"),
            gettext_noop("{supplier} answered about line {line} of {name}; version {version} of the bill says so."),
            "zaiton.tariff.supplier_answered",
        ),
    },
    ticks={"tariff.origin_again": Tick("zaiton.services.tariff.jobs:assess_again", every=300)},
    at_work="zaiton.services.tariff.actions.batches:batches_take_up",
    pack_checks={
        "tariff.schedule": "zaiton.services.tariff.queries.checking:check_schedules",
        "tariff.agreements": "zaiton.services.tariff.queries.checking:check_agreements",
        "tariff.nomenclature": "zaiton.services.tariff.queries.checking:check_nomenclatures",
        "tariff.names": "zaiton.services.tariff.queries.checking:check_names",
        "tariff.synonyms": "zaiton.services.tariff.queries.checking:check_synonyms",
        "tariff.correlation": "zaiton.services.tariff.queries.checking:check_correlations",
        "tariff.concordance": "zaiton.services.tariff.queries.checking:check_correlations",
        "tariff.treatment": "zaiton.services.tariff.queries.checking:check_measures",
        "tariff.safeguards": "zaiton.services.tariff.queries.checking:check_measures",
        "tariff.additional": "zaiton.services.tariff.queries.checking:check_measures",
        "tariff.vat": "zaiton.services.tariff.queries.checking:check_measures",
        "tariff.fx": "zaiton.services.tariff.queries.checking:check_measures",
        "tariff.origin_rules": "zaiton.services.tariff.queries.checking:check_origin_rules",
    },
    home="tariff:ask",
    ask=AskBox(
        heading=gettext_noop("Which agreement gives the lowest rate for this good?"),
        label=gettext_noop("Code or name of the good"),
        hint=gettext_noop("For instance 030359, or its name in Chinese or English"),
        parameter="q",
        example={"q": "030359", "origin": "KR", "on": "2024-01-15", "value": "1000000"},
        example_label=gettext_noop("An example: frozen seerfish from Korea on 15 January 2024, worth one million yuan"),
    ),
)
