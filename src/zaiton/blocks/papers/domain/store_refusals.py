"""What the store of contents refuses: files it does not take, what a scanner found, contents it cannot hand out."""

from zaiton.base.refusals import NotFound, Refusal
from zaiton.base.text import gettext_noop


class FileRefused(Refusal):
    """A file that is not taken as it is; one subclass a reason."""

    code = "content_refused"
    message = gettext_noop("This file cannot be taken.")


class FileEmpty(FileRefused):
    """Nothing in it."""

    code = "content_empty"
    message = gettext_noop("it is empty.")
    mend = gettext_noop("Open it to see whether it is the right file.")


class FileTooLarge(FileRefused):
    """More bytes than whoever asked for the file takes."""

    code = "content_too_large"
    status = 413
    message = gettext_noop("it is larger than {most} MB.")
    mend = gettext_noop("Save it smaller, for instance with fewer dots an inch.")


class FileKindUnknown(FileRefused):
    """Its first bytes are not those of a kind that is taken."""

    code = "content_kind"
    message = gettext_noop("it is, by its content, none of: {kinds}.")
    mend = gettext_noop("Save it as one of these; another ending of its name does not help.")


class FileBroken(FileRefused):
    """It begins like its kind and does not end like it: cut off, or another thing behind a borrowed beginning."""

    code = "content_broken"
    message = gettext_noop("it begins like {kind} but is not whole.")
    mend = gettext_noop("Open it to see whether it is whole, and save it anew.")


class FileTwoFaced(FileRefused):
    """It is an archive as well as what it says it is."""

    code = "content_two_faced"
    message = gettext_noop("it is {kind} and an archive in one.")
    mend = gettext_noop("Save it anew with the program that made it.")


class VirusFound(Refusal):
    """The scanner named something in it."""

    code = "virus_found"
    message = gettext_noop("The virus scanner found {found} in this file; it was not kept.")
    mend = gettext_noop("Clean the machine it comes from and make the file anew.")


class ScannerSilent(Refusal):
    """There is a scanner, and it gave no answer: nothing is kept unscanned then."""

    code = "scanner_silent"
    status = 503
    message = gettext_noop("The virus scanner {scanner} gives no answer, so the file was not kept.")
    mend = gettext_noop("Try again in a few minutes. If it goes on, tell whoever runs this site.")


class NoSuchContent(NotFound):
    """No such content for this owner: never stored, released, or kept long enough. All told alike."""

    code = "no_such_content"
    message = gettext_noop("This file is not kept here, or no longer.")


class ContentDamaged(Refusal):
    """What lies in the store is not what was stored; it is never handed out."""

    code = "content_damaged"
    status = 500
    message = gettext_noop("The stored file {sha256} is damaged or missing, so it is not handed out.")
    mend = gettext_noop("Run: zaiton papers store check. Then restore it from a backup.")
