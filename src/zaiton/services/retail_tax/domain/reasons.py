"""What schemes and reasons say to people."""

from zaiton.base.text import gettext_noop

SCHEMES = {
    "within_limits": gettext_noop(
        "Within the limits: VAT and consumption tax are collected in part, the tariff is that of retail imports."
    ),
    "over_single": gettext_noop("Over the limit of one transaction, and one article: all taxes in full."),
    "refused": gettext_noop("Refused as a retail import: it belongs to general trade."),
}
REASONS = {
    "annual_limit": gettext_noop("The buyer's limit of the calendar year would be exceeded."),
    "single_limit_more_articles": gettext_noop(
        "The order is over the limit of one transaction and holds more than one article."
    ),
    "single_limit_one_article": gettext_noop(
        "The order is over the limit of one transaction; its only article may still use the channel."
    ),
}
