"""One conversation with a mail server, watched closely enough to know afterwards whether it may have taken the mail.

Django's own backend does the talking. A failure before the server asked for the text is safe to repeat; a connection that
is lost afterwards is not: nobody knows whether the mail went out.
"""

import smtplib
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend

from zaiton.blocks.notices.domain.limits import MOST_ERROR

GO_AHEAD = 354
PERMANENT = 500
SMTP_BACKEND = "django.core.mail.backends.smtp.EmailBackend"


class MailFailed(Exception):
    """The mail did not go out; ``permanent`` where the server refused it for good. ``words`` are the server's."""

    def __init__(self, words: str, *, permanent: bool) -> None:
        super().__init__(words)
        self.words = words[:MOST_ERROR]
        self.permanent = permanent


class MailInDoubt(Exception):
    """The connection was lost while the server had the text: perhaps it went out."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words[:MOST_ERROR]


@dataclass(slots=True)
class _Watch:
    """What is known of the conversation: whether the server has asked for the text."""

    before_text: Callable[[], None]
    asked_for_text: bool = False


class _Watched:
    """The part of ``smtplib`` that is listened to, for both kinds of connection."""

    watch: _Watch

    def getreply(self) -> tuple[int, bytes]:
        code, words = super().getreply()
        if code == GO_AHEAD:
            try:
                self.watch.before_text()
            except BaseException:
                self.close()  # the server waits for a text that will not come
                raise
            self.watch.asked_for_text = True
        return code, words


def mail_post(message: EmailMessage, *, before_text: Callable[[], None]) -> None:
    """Hand one message to the mail server of the settings.

    ``before_text`` is called when the server is ready for the text, before it gets the first byte; what it raises ends the
    conversation. Raises ``MailFailed`` or ``MailInDoubt``.
    """
    if settings.EMAIL_BACKEND != SMTP_BACKEND:
        before_text()
        get_connection().send_messages([message])
        return
    watch = _Watch(before_text)
    backend = _backend(watch)
    try:
        backend.open()
        backend.send_messages([message])
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        raise MailFailed(_words(code, words), permanent=code >= PERMANENT) from error
    except smtplib.SMTPAuthenticationError as error:  # the operator's to mend, so that it is tried again
        raise MailFailed(_words(error.smtp_code, error.smtp_error), permanent=False) from error
    except smtplib.SMTPHeloError as error:
        raise MailFailed(_words(error.smtp_code, error.smtp_error), permanent=False) from error
    except smtplib.SMTPResponseException as error:
        permanent = error.smtp_code >= PERMANENT and not isinstance(error, smtplib.SMTPConnectError)
        raise MailFailed(_words(error.smtp_code, error.smtp_error), permanent=permanent) from error
    except (OSError, smtplib.SMTPException) as error:
        if watch.asked_for_text:
            raise MailInDoubt(str(error) or type(error).__name__) from error
        raise MailFailed(str(error) or type(error).__name__, permanent=False) from error
    finally:
        _hang_up(backend)


def _backend(watch: _Watch) -> EmailBackend:
    class Backend(EmailBackend):
        @property
        def connection_class(self) -> type[smtplib.SMTP]:
            plain = super().connection_class
            return type("Connection", (_Watched, plain), {"watch": watch})

    return Backend(fail_silently=False)


def _hang_up(backend: EmailBackend) -> None:
    """A server that does not say goodbye changes nothing: its answer to the mail is in."""
    try:
        backend.close()
    except (OSError, smtplib.SMTPException):
        backend.connection = None


def _words(code: int, words: bytes | str) -> str:
    text = words.decode(errors="replace") if isinstance(words, bytes) else str(words)
    return f"{code} {' '.join(text.split())}"
