"""Why an enterprise is not registered, or its certificate not taken."""

from zaiton.base.refusals import NotFound, Refusal
from zaiton.base.text import gettext_noop


class PartyUnfit(Refusal):
    """An enterprise is known by its code, in one role, for a stretch of days."""

    code = "retail_tax_party_unfit"
    message = gettext_noop("{member} of an enterprise cannot be “{given}”.")
    mend = gettext_noop(
        "Give the ten-digit customs code or the eighteen-character credit code, a role that exists, a name, and days in their order."
    )


class PartyTwice(Refusal):
    """In one role an enterprise is registered once at a time."""

    code = "retail_tax_party_twice"
    status = 409
    message = gettext_noop("{number} is registered in this role already.")
    mend = gettext_noop("Close the registration first, then register anew.")


class PartyUnknown(NotFound):
    """Only what is registered can be closed or get a certificate."""

    code = "retail_tax_party_unknown"
    message = gettext_noop("No enterprise {number} is registered in this role.")
    mend = gettext_noop("Look the enterprise up in the list, or register it.")


class CertificateUnfit(Refusal):
    """Messages are signed with RSA keys that are long enough."""

    code = "retail_tax_certificate_unfit"
    message = gettext_noop("The certificate cannot be taken: {why}.")
    mend = gettext_noop("Bring a certificate in PEM or DER with an RSA key of at least {bits} bits that still holds.")


class CertificateUnknown(NotFound):
    """A certificate is withdrawn by its fingerprint."""

    code = "retail_tax_certificate_unknown"
    message = gettext_noop("No certificate {number} of this enterprise is on file.")
    mend = gettext_noop("Take the fingerprint from the list of enterprises.")
