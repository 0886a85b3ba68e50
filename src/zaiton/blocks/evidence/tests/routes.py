"""Where the evidence page can be seen, for the tests in a browser."""

from zaiton.kit.testing.routes import Example

EXAMPLES = {
    "evidence:list": (
        Example("/evidence/", as_role="administrator"),
        Example("/evidence/?actor=system&before=3", as_role="administrator"),
        Example("/evidence/", as_role="stranger", status=403),
    ),
}
