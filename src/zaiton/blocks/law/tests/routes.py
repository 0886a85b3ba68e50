"""Where the pages on data can be seen, for the tests in a browser."""

from zaiton.kit.testing.routes import Example

EXAMPLES = {
    "data:index": (Example("/data/"),),
    "data:pack": (
        Example("/data/tariff/cn-ch/2014-07-01/"),
        Example("/data/tariff/jp-general/2026-04-01/"),
        Example("/data/tariff/no-such-table/2014-07-01/", status=404),
    ),
}
