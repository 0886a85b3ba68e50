"""Where companies put their message files, unless they send them otherwise."""

from zaiton.base.text import gettext_noop

from . import from_env

RETAIL_TAX_FOLDER = from_env.text(
    "ZAITON_RETAIL_TAX_FOLDER",
    "",
    gettext_noop(
        "folder in which each company has its folders for message files; ZAITON_HOME/retail-tax/messages without it"
    ),
)
