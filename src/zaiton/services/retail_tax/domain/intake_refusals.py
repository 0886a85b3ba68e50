"""What is refused when messages are taken."""

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop


class SealBroken(Refusal):
    """What was sealed of a person cannot be read."""

    code = "retail_tax_seal_broken"
    status = 500
    message = gettext_noop("What is kept of persons cannot be read: {file} is not the key it was sealed with.")
    mend = gettext_noop("Bring the key back from the backup of the data home.")


class FileEmpty(Refusal):
    """A file of nothing."""

    code = "retail_tax_file_empty"
    message = gettext_noop("The file is empty.")
    mend = gettext_noop("Send the message itself.")


class FileTooLarge(Refusal):
    """A file that nobody reads to its end."""

    code = "retail_tax_file_large"
    status = 413
    message = gettext_noop("The file is larger than {most} MB.")
    mend = gettext_noop("Send its messages in several files.")


class CompanyUnnamed(Refusal):
    """Every file belongs to a company that the sender may send for."""

    code = "retail_tax_company_unnamed"
    message = gettext_noop("It is not said for which company this is sent; you may send for {count}.")
    mend = gettext_noop("Name one of the companies that let you send messages.")


class NotAFile(Refusal):
    """A watched folder takes files, nothing that leads elsewhere."""

    code = "retail_tax_not_a_file"
    message = gettext_noop("This is no file of its own but leads to something else.")
    mend = gettext_noop("Put the file itself into the folder.")


class NoDemonstration(Refusal):
    """Invented sales are for a demonstration only."""

    code = "retail_tax_no_demonstration"
    status = 409
    message = gettext_noop("This installation is no demonstration: there is no demonstration company.")
    mend = gettext_noop("Set up a demonstration (DEMO=1), or send message files of real sales.")
