"""Every anticipated no of the tree: nothing published yet, keys lost, a fork, damage, and what a witness must not accept."""

from zaiton.base.refusals import NotFound, Refusal
from zaiton.base.text import gettext_noop


class NoteUnreadable(Refusal):
    """A text that should be a signed note, a checkpoint or a key is none."""

    code = "note_unreadable"
    message = gettext_noop("This is no signed checkpoint or key ({reason}).")
    mend = gettext_noop("Take the file as it was published; not one character of it may be changed.")


class NotPublished(Refusal):
    """There is no tree yet, or the entry asked for is not in it."""

    code = "entry_not_published"
    status = 409
    message = gettext_noop("This entry is not under a signed checkpoint yet.")
    mend = gettext_noop(
        "Entries are published every few minutes: try again then. An operator can publish them at once (zaiton evidence publish)."
    )


class NoSuchEntry(NotFound):
    """The log has no such entry, or it is not this reader's to see."""

    code = "no_such_entry"
    message = gettext_noop("The log has no such entry.")
    mend = gettext_noop("Look for its number with: zaiton evidence list")


class KeysMissing(Refusal):
    """A tree was published, but the keys it was made with are gone."""

    code = "evidence_keys_missing"
    status = 503
    message = gettext_noop("The keys of the published evidence tree are missing or cannot be read.")
    mend = gettext_noop(
        "Put the folder evidence-keys back from a backup, or begin a new tree: zaiton evidence publish --begin-anew"
    )


class KeysThere(Refusal):
    """Keys are made once and then rotated."""

    code = "evidence_keys_there"
    status = 409
    message = gettext_noop("This installation has its keys already.")
    mend = gettext_noop("To change the signing key, run: zaiton evidence keys rotate")


class NameUnfit(Refusal):
    """A name that cannot stand in a signature line."""

    code = "key_name_unfit"
    message = gettext_noop("A name of a log or a witness has 1 to 100 characters, no space and no plus sign.")
    mend = gettext_noop("Use an address such as example.cn/evidence")


class ForkRefused(Refusal):
    """Signing would contradict a checkpoint that is out in the world."""

    code = "evidence_fork_refused"
    status = 409
    message = gettext_noop(
        "Nothing was signed: a checkpoint over {size} entries was published, and the log no longer continues it from entry {seq} on."
    )
    mend = gettext_noop(
        "This is so after an older backup was restored, or after tampering. Put the right database back; if entries are lost for good, say so openly and run: zaiton evidence publish --begin-anew"
    )


class ChainBroken(Refusal):
    """An entry does not follow from the one before it, so it does not get under a signature."""

    code = "evidence_chain_broken"
    status = 409
    message = gettext_noop("Nothing was signed: the log is broken at entry {seq}.")
    mend = gettext_noop("Run: zaiton evidence verify")


class TreeDamaged(Refusal):
    """A tile or the checkpoint on disk is missing, torn or altered."""

    code = "evidence_tree_damaged"
    status = 503
    message = gettext_noop("The published tree is damaged at {place}.")
    mend = gettext_noop(
        "Put the folder evidence back from a mirror or a backup; the checkpoint says whether it is the right one."
    )


class SourceUnreachable(Refusal):
    """A log that is to be watched does not answer, or not with what was asked for."""

    code = "evidence_source_unreachable"
    status = 502
    message = gettext_noop("{place} could not be fetched: {reason}.")
    mend = gettext_noop("Give the address or the folder below which the checkpoint lies, and try again.")


class WitnessAlarm(Refusal):
    """What a log shows now contradicts what it showed before: the reason is a sentence of its own."""

    code = "evidence_witness_alarm"
    status = 409
    mend = gettext_noop(
        "Nothing was signed. Both checkpoints are kept in {kept}: show them to whoever runs the log, and to others."
    )
    kind = "altered"

    def __init__(self, **data: object) -> None:
        super().__init__(kind=self.kind, **data)


class RolledBack(WitnessAlarm):
    """A log became shorter."""

    kind = "rollback"
    message = gettext_noop("ALARM: the log was rolled back: {size} entries now, {known} before.")


class Forked(WitnessAlarm):
    """A log shows another history than before."""

    kind = "fork"
    message = gettext_noop("ALARM: the log was forked: its {size} entries do not continue the {known} seen before.")


class Altered(WitnessAlarm):
    """A tile does not give what the checkpoint says."""

    kind = "altered"
    message = gettext_noop("ALARM: {place} does not agree with the checkpoint over {size} entries.")


class SignedByAnother(WitnessAlarm):
    """A checkpoint bears no signature of a key that is trusted."""

    kind = "key"
    message = gettext_noop("ALARM: the checkpoint is not signed by a key known here.")
