"""What the thirteen checks compare, and what is said when they find something."""

from zaiton.base.text import gettext_noop

CHECKS = {
    1: gettext_noop("Order, payment and inventory list name the same order of the same platform."),
    2: gettext_noop("Order and payment name the same transaction, which pays for nothing else."),
    3: gettext_noop("Waybill and inventory list name the same parcel, which carries nothing else."),
    4: gettext_noop("Buyer, declared buyer and, unless the identity is authenticated, payer are one person."),
    5: gettext_noop("What the order says was paid is what the payment says."),
    6: gettext_noop("Goods, freight and tax less the discount make what was paid."),
    7: gettext_noop("Line by line, order and inventory list have the same article, quantity and price."),
    8: gettext_noop("Freight and insurance are the same on waybill and inventory list."),
    9: gettext_noop("The consignee is the same on order and waybill."),
    10: gettext_noop("The tax of the order is the tax computed."),
    11: gettext_noop("All enterprises are registered on the day."),
    12: gettext_noop("All goods are on the positive list."),
    13: gettext_noop("The order is within the limits."),
}
REASONS = {
    "differs": gettext_noop("{field} is {ours} in one document and {theirs} in the other."),
    "used": gettext_noop("{field} {ours} was used before, for {theirs}."),
    "person": gettext_noop("{field} is {theirs}, but the buyer’s is {ours}: they must be one person."),
    "paid": gettext_noop("The order says {ours} yuan were paid, the payment {theirs}."),
    "identity": gettext_noop("Goods, freight and tax less the discount make {ours} yuan, but {field} is {theirs}."),
    "line_missing": gettext_noop("{field} is in one document only: “{ours}” and “{theirs}”."),
    "tax": gettext_noop("The tax of the order is {theirs} yuan, but {ours} were computed."),
    "not_assessed": gettext_noop("The tax cannot be computed: {theirs}"),
    "unregistered": gettext_noop("{field} {theirs} is not registered, or not valid on this day."),
    "unlisted": gettext_noop("{field} {theirs} is not on the positive list."),
    "annual_limit": gettext_noop("With {theirs} yuan the buyer’s limit of the calendar year would be exceeded."),
    "single_limit_more_articles": gettext_noop(
        "{theirs} yuan are over the limit of one transaction, and there is more than one article."
    ),
    "declared_later": gettext_noop(
        "The list is declared on {theirs}, but it came on {ours}: the day must not lie ahead."
    ),
    "limit": gettext_noop("{theirs} yuan are over the limits of retail imports."),
}
"""By the reason of a discrepancy."""
