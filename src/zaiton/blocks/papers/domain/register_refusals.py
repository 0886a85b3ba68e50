"""What the register of certificates refuses, one class a rule."""

from zaiton.base.refusals import NotFound, Refusal
from zaiton.base.text import gettext_noop


class NoSuchCertificate(NotFound):
    """There is no such certificate, or it is not this person's: told alike."""

    code = "no_such_certificate"
    message = gettext_noop("There is no certificate under this number or address for you.")
    mend = gettext_noop("Check how it is written. Anyone can verify a certificate by the code printed on it.")


class NoSuchFile(NotFound):
    """The certificate has no such file, or not yet."""

    code = "no_such_certificate_file"
    message = gettext_noop("Certificate {number} has no file of this form yet.")
    mend = gettext_noop("Its page says how far the making of its files has come.")


class PrerequisiteFallen(Refusal):
    """What a certificate rests on is not valid."""

    code = "prerequisite_fallen"
    status = 409
    message = gettext_noop("What this certificate rests on is not valid: {numbers}.")
    mend = gettext_noop("Wait until it is valid again, or have it issued anew.")


class CertificateOver(Refusal):
    """The last day of a certificate is over before it is issued."""

    code = "certificate_over"
    status = 409
    message = gettext_noop("The certificate would have held until {day} only, which is over, so it is not issued.")
    mend = gettext_noop("Have the day corrected that it depends on.")


class CertificateTextLong(Refusal):
    """A title, an issuer, a holder or a basis is longer than a certificate states."""

    code = "certificate_text_long"
    message = gettext_noop("“{begin}…” has more than {most} characters, so no certificate states it.")
    mend = gettext_noop("Have it shortened where it was written.")


class OwnCertificate(Refusal):
    """Nobody acts in an own matter."""

    code = "certificate_own_matter"
    status = 403
    message = gettext_noop(
        "This certificate is yours or of a company you act for, so you take no part in what becomes of it."
    )
    mend = gettext_noop("Another administrator does it.")
    article = "公务员法（2018年修订）第七十六条"


class CertificateCarries(Refusal):
    """Others rest on the certificate, and nobody has said what is to become of them."""

    code = "certificate_carries"
    status = 409
    message = gettext_noop("Certificate {number} carries others, so it cannot fall alone: {numbers}.")
    mend = gettext_noop("Say that they are to be suspended or revoked with it.")


class StatusUnfit(Refusal):
    """The act does not lead on from the status the certificate has."""

    code = "certificate_status"
    status = 409
    message = gettext_noop(
        "Certificate {number} does not have a status from which this is possible; nothing was changed."
    )
    mend = gettext_noop("Load its page again to see how it stands.")


class ReasonMissing(Refusal):
    """A change of status says why, in both languages."""

    code = "reason_missing"
    message = gettext_noop("Say why, in Chinese and in English, with at most {most} characters each.")


class SupersededByItself(Refusal):
    """The new certificate must not rest on the old one, or on what rests on it."""

    code = "superseded_in_a_circle"
    message = gettext_noop("Certificate {by} rests on certificate {number} itself, so it cannot take its place.")
    mend = gettext_noop("Name another certificate, or revoke the old one.")


class NoSuchPaper(NotFound):
    """A stranger asked for something that is not in the register."""

    code = "not_in_register"
    message = gettext_noop("No certificate with the number or code “{given}” was issued here.")
    mend = gettext_noop(
        "Compare it with the paper, sign by sign. If it is written there like this, the paper is not from here."
    )


class ShownFileMissing(Refusal):
    """A check of a file without the file."""

    code = "shown_file_missing"
    message = gettext_noop("Choose the PDF file of the certificate first.")


class ShownFileTooLarge(Refusal):
    """Files of certificates are small; nothing larger is read."""

    code = "shown_file_too_large"
    status = 413
    message = gettext_noop("The file has {size} MB; at most {most} MB are checked.")
    mend = gettext_noop("Certificates issued here are far smaller, so this is not one of their files.")


class DayUnfit(Refusal):
    """The register knows the past and today."""

    code = "day_unfit"
    message = gettext_noop("How a certificate stood is told for days up to today, written like 2026-01-15.")


class NoSuchKey(NotFound):
    """A key that no seal ever had."""

    code = "no_such_seal_key"
    message = gettext_noop("No seal here ever had this key.")
