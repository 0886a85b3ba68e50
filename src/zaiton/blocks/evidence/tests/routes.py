"""Where the evidence page can be seen, for the tests in a browser."""

from zaiton.kit.testing.routes import Example, NoPage

EXAMPLES = {
    "evidence:list": (
        Example("/evidence/", as_role="administrator"),
        Example("/evidence/?actor=system&before=3", as_role="administrator"),
        Example("/evidence/", as_role="stranger", status=403),
    ),
    "evidence:entry": (
        Example("/evidence/1/", as_role="administrator"),
        Example("/evidence/1/", as_role="stranger", status=403),
        Example("/evidence/999999999/", as_role="administrator", status=404),
    ),
    "evidence:proof": NoPage("a JSON file; tests/test_pages.py"),
    "evidence:published": NoPage("a text file; tests/test_pages.py"),
    "evidence:tile": NoPage("a binary file; tests/test_pages.py"),
    "evidence:tiles": NoPage("a binary file; tests/test_pages.py"),
    "evidence:verifier": NoPage("a program; tests/test_pages.py"),
}
