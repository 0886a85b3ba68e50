"""Reads: the limits of a day from the parameters of decrees, each with the document it stands in."""

from datetime import date
from fractions import Fraction

from zaiton.blocks.law import public as law
from zaiton.services.retail_tax.domain.order import Basis, Limits
from zaiton.services.retail_tax.domain.order_refusals import LimitsUnknown

SERVICE = "retail_tax"


def limits_on(day: date) -> Limits:
    """The limits in force on a day. Raises ``LimitsUnknown`` before the first."""
    try:
        single, annual, collected, tariff = (
            law.parameter(SERVICE, name, at=day)
            for name in ("single_limit", "annual_limit", "collected_share", "tariff_within_limits")
        )
    except law.ParameterNotInForce as fault:
        raise LimitsUnknown("on", day=day.isoformat(), first=fault.data["first"]) from fault
    return Limits(
        single_fen=int(Fraction(str(single.value)) * 100),
        annual_fen=int(Fraction(str(annual.value)) * 100),
        collected_percent=Fraction(str(collected.value)),
        tariff_percent=Fraction(str(tariff.value)),
        single=_basis(single),
        annual=_basis(annual),
        collected=_basis(collected),
    )


def _basis(value: law.ParameterValue) -> Basis:
    return Basis(value.document, value.article, value.status, value.in_force_from)
