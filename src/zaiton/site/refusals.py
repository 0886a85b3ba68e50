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


class NotEmbedded(Refusal):
    """Backup and restore are for the embedded store only."""

    code = "not_embedded"
    message = gettext_noop("This installation keeps its data in PostgreSQL, which this command does not touch.")
    mend = gettext_noop("Use pg_dump and pg_restore for the database, and keep a copy of {folder}.")


class BackupExists(Refusal):
    """A backup never overwrites a file unasked."""

    code = "backup_exists"
    message = gettext_noop("There is already a file {file}.")
    mend = gettext_noop("Choose another name, or add --force to replace it.")


class BackupFailed(Refusal):
    """The archive could not be written."""

    code = "backup_failed"
    message = gettext_noop("The backup {file} could not be written: {reason}.")


class ArchiveUnreadable(Refusal):
    """The file is not an archive of ours, or it is damaged."""

    code = "archive_unreadable"
    message = gettext_noop("Nothing was restored: {file} is not a complete Zaiton backup ({reason}).")
    mend = gettext_noop("Use another copy of the backup. The data in place is untouched.")


class ArchiveTooNew(Refusal):
    """The archive was made by a later version of the program."""

    code = "archive_too_new"
    message = gettext_noop("Nothing was restored: the backup was made by a newer version ({names}).")
    mend = gettext_noop("Install that version first. The data in place is untouched.")


class ArchiveEvidenceBroken(Refusal):
    """The evidence log in the archive does not verify."""

    code = "archive_evidence_broken"
    message = gettext_noop("Nothing was restored: the evidence log in the backup does not verify ({reason}).")
    mend = gettext_noop("Use an earlier backup. The data in place is untouched.")


class DataInPlace(Refusal):
    """A restore never replaces data unasked."""

    code = "data_in_place"
    status = 409
    message = gettext_noop("Nothing was restored: there is already data in {folder}.")
    mend = gettext_noop("Add --force to replace it; the present data is then kept in a folder beside it.")


class ServerRuns(Refusal):
    """The data cannot be replaced under a running server."""

    code = "server_runs"
    status = 409
    message = gettext_noop("Nothing was restored: a server is running on {folder}.")
    mend = gettext_noop("Stop it (Ctrl-C) and try again.")


class RestoreInterrupted(Refusal):
    """An earlier restore was broken off between two steps."""

    code = "restore_interrupted"
    status = 503
    message = gettext_noop("A restore was broken off half-way; the data of before is in {folder}.")
    mend = gettext_noop("Run the restore again with --force.")
