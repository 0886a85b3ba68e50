"""What never stands in a log: the secret of a reset link, query strings, e-mail addresses."""

import re

HIDDEN = "***"
_QUERY = re.compile(r"""(?<=[^\s"'?])\?(?=[^\s"'?])[^\s"<>]+""")
_RESET_SECRET = re.compile(r"""(/account/reset/)[^/\s"'?\\]+""")
_EMAIL = re.compile(r"""[^\s@<>"'(),:;=/?&\\]{1,64}(?:@|%40)[\w.-]*\w""")


def masked(text: str) -> str:
    """The text with everything hidden that opens an account or names a person."""
    text = _QUERY.sub(f"?{HIDDEN}", text)
    text = _RESET_SECRET.sub(rf"\g<1>{HIDDEN}", text)
    return _EMAIL.sub(f"{HIDDEN}@{HIDDEN}", text)
