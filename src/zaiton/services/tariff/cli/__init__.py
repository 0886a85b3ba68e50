"""Door for operators: ``zaiton tariff …``, one module for each kind of errand; importing a module registers its commands."""

from zaiton.services.tariff.cli import answers, forecast, imports, mapping, origin, origin_rules, rederiving
from zaiton.services.tariff.cli.group import tariff

__all__ = ["answers", "forecast", "imports", "mapping", "origin", "origin_rules", "rederiving", "tariff"]
