"""What the site itself refuses: a setting it cannot read, a port it cannot have, a store it cannot open."""

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop


class SettingRefused(Refusal):
    """An environment variable holds a value that cannot be meant."""

    code = "setting_refused"
    status = 500
    message = gettext_noop("The setting {name} is {value}, but it must be {expected}.")
    mend = gettext_noop("Correct it in the environment and start again.")


class HomeNotWritable(Refusal):
    """ZAITON_HOME cannot be written."""

    code = "home_not_writable"
    status = 503
    message = gettext_noop("The data folder {folder} cannot be written: {reason}.")
    mend = gettext_noop("Make it writable for this user, or set ZAITON_HOME to another folder.")


class DatabaseUnreachable(Refusal):
    """The configured database does not answer."""

    code = "database_unreachable"
    status = 503
    message = gettext_noop("The database {database} cannot be opened: {reason}.")
    mend = gettext_noop("Check DATABASE_URL and that the server runs; leave it out to use the store in ZAITON_HOME.")


class MigrationsMissing(Refusal):
    """The tables are older than the program."""

    code = "migrations_missing"
    status = 503
    message = gettext_noop("The tables are not up to date: {count} migrations have not been applied.")
    mend = gettext_noop("Run: zaiton migrate")


class StaticMissing(Refusal):
    """The style sheets and scripts have not been collected."""

    code = "static_missing"
    status = 503
    message = gettext_noop("The style sheets and scripts have not been collected in {folder}.")
    mend = gettext_noop("Run: zaiton setup")


class PortTaken(Refusal):
    """Another program, or a left-over worker of ours, listens on the port."""

    code = "port_taken"
    status = 503
    message = gettext_noop("Port {port} on {host} is in use by another program{owner}.")
    mend = gettext_noop("Stop that program, or choose another port: PORT={other} make run")


class PortRefused(Refusal):
    """The operating system does not let this user have the address."""

    code = "port_refused"
    status = 503
    message = gettext_noop("The address {host} port {port} cannot be used: {reason}.")
    mend = gettext_noop("Choose a port above 1023 and an address of this machine.")


class BackupRefused(Refusal):
    """A backup or restore cannot be done as asked."""

    code = "backup_refused"
    message = gettext_noop("The backup was not made: {reason}.")


class RestoreRefused(Refusal):
    """An archive was not restored; the data in place is untouched."""

    code = "restore_refused"
    message = gettext_noop("Nothing was restored and nothing was changed: {reason}.")
