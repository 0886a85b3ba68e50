"""Why a row of a list of rules is not taken over: sentences by key, each with the words or the code it is about."""

from zaiton.base.text import gettext_noop

REASONS: dict[str, str] = {
    # the words of the rule
    "empty": gettext_noop("the rule has no words"),
    "long": gettext_noop("the rule is longer than any that can be read"),
    "not_understood": gettext_noop("from “{rest}” on it is not understood"),
    "goods": gettext_noop("the goods it is for are not known: “{rest}”"),
    "goods_twice": gettext_noop("the same goods are named twice: “{rest}”"),
    "code": gettext_noop("“{rest}” can be no code; the text seems to have a typing error"),
    "order": gettext_noop("and/or can be read in two ways: “{rest}”"),
    "into_other": gettext_noop("it speaks of a change to another code than that of its line: “{rest}”"),
    "into": gettext_noop("what it changes to is not understood: “{rest}”"),
    "restriction": gettext_noop("where the materials must come from is not understood: “{rest}”"),
    "exclusion": gettext_noop("what it excepts is not understood: “{rest}”"),
    "percent": gettext_noop("the percentage cannot be meant: “{rest}”"),
    # the code of the row
    "no_code": gettext_noop("the row names no subheading, heading or chapter"),
    "bad_code": gettext_noop("“{rest}” is no code; six to eight digits are needed"),
    "bad_heading": gettext_noop("“{rest}” is no heading; four digits are needed"),
    "bad_chapter": gettext_noop("“{rest}” is no chapter; two digits are needed"),
    "part_of_line": gettext_noop("“{rest}” is a part of a line only; a person must say for which goods the rule is"),
    "two_codes": gettext_noop("“{rest}” may stand for two codes of this edition; write all its digits"),
    "not_under_heading": gettext_noop("the code {code} does not stand under heading {above}"),
    "not_under_chapter": gettext_noop("the code {code} does not stand under chapter {above}"),
    "not_under_subheading": gettext_noop("the code {code} does not stand under subheading {above}"),
}
"""``rest``: the words or the code as written; ``above``: the heading or chapter the row names."""
