"""What is refused about seals, their keys and their use."""

from zaiton.base.refusals import NotFound, Refusal
from zaiton.base.text import gettext_noop


class NoSuchSeal(NotFound):
    """No seal of this name, or none that this person keeps: told alike."""

    code = "no_such_seal"
    message = gettext_noop("There is no such seal for you.")


class SealNameUnfit(Refusal):
    """A name that case types could not write."""

    code = "seal_name_unfit"
    message = gettext_noop("A seal's name begins with a letter and has up to 60 small letters, digits and hyphens.")


class SealTitleUnfit(Refusal):
    """An organ has a name in both languages."""

    code = "seal_title_unfit"
    message = gettext_noop("Name the organ in Chinese and in English, with at most {most} characters each.")


class SealThere(Refusal):
    """The name is taken."""

    code = "seal_there"
    status = 409
    message = gettext_noop("There is a seal named {name} already.")


class KeyInUse(Refusal):
    """A seal has one key in use for each kind of signature."""

    code = "seal_key_in_use"
    status = 409
    message = gettext_noop("The seal {name} has a key for {provider} in use already.")
    mend = gettext_noop("Replace it: zaiton papers keys rotate {name} --provider {provider}")


class NoKeyInUse(Refusal):
    """Nothing to replace."""

    code = "no_seal_key_in_use"
    message = gettext_noop("The seal {name} has no key for {provider} in use.")
    mend = gettext_noop("Make one: zaiton papers keys make {name} --provider {provider}")


class KeyRevokedAlready(Refusal):
    """Revoking happens once."""

    code = "seal_key_revoked"
    status = 409
    message = gettext_noop("The key {key} was revoked on {day} already.")


class RevokingReasonMissing(Refusal):
    """Whoever verifies is told why."""

    code = "seal_key_reason_missing"
    message = gettext_noop("Say why the key is revoked, with at most {most} characters.")


class NoSuchProvider(Refusal):
    """No provider of seals under this name."""

    code = "no_such_seal_provider"
    message = gettext_noop("There is no kind of seal named {provider}; there are: {names}.")


class YearsUnfit(Refusal):
    """Keys are replaced sooner than computers become strong enough to forge them."""

    code = "seal_key_years"
    message = gettext_noop("A key is made for 1 to {most} years.")


class KeyUnreadable(Refusal):
    """The private half is missing, or the passphrase is not the one it was kept with."""

    code = "seal_key_unreadable"
    status = 503
    message = gettext_noop("The private half of the key {key} cannot be read.")
    mend = gettext_noop("See whether seal-keys is whole and ZAITON_SEAL_PASSPHRASE the one the key was made with.")


class AuthorityUnreadable(Refusal):
    """The installation's own certification authority cannot be used."""

    code = "seal_authority_unreadable"
    status = 503
    message = gettext_noop("The authority that certifies this installation's keys cannot be read.")
    mend = gettext_noop("See whether seal-keys is whole and ZAITON_SEAL_PASSPHRASE the one it was made with.")


class Sm2Lacking(Refusal):
    """OpenSSL is missing here, or was built without SM2."""

    code = "sm2_lacking"
    status = 503
    message = gettext_noop("The OpenSSL of this machine has no SM2 signatures.")
    mend = gettext_noop("Install OpenSSL 3 as the system has it, or leave the seal without an SM2 key.")


class SealFailed(Refusal):
    """A provider could not seal; nothing was kept."""

    code = "seal_failed"
    status = 503
    message = gettext_noop("The seal could not be put on by {provider}: {why}")
    mend = gettext_noop("It is tried again by itself every few minutes.")


class SealKeyLacking(Refusal):
    """A seal without a key in force: certificates wait."""

    code = "seal_key_lacking"
    status = 503
    message = gettext_noop("The seal {name} has no key in force.")
    mend = gettext_noop("Make one: zaiton papers keys make {name} --provider pades")


class SealUnknown(Refusal):
    """A case type names a seal that nobody made yet: certificates wait."""

    code = "seal_unknown"
    status = 503
    message = gettext_noop("There is no seal named {name} yet.")
    mend = gettext_noop("Make it: zaiton papers seals make {name} --title-zh ... --title-en ...")


class AlreadySealed(Refusal):
    """A seal is used once on a document."""

    code = "already_sealed"
    status = 409
    message = gettext_noop("This very document was sealed already, on {day}.")
    mend = gettext_noop("Fetch the sealed file instead of sealing it again.")


class EnvelopeBroken(Refusal):
    """What was shown as a separate signature is none of this format."""

    code = "envelope_broken"
    message = gettext_noop("This is not a separate signature in the format of this site.")
    mend = gettext_noop("Give the file that ends in .sm2.json as it was fetched.")


class NotKeeperYet(Refusal):
    """Nobody to take away."""

    code = "not_a_keeper"
    message = gettext_noop("This person does not keep the seal {name}.")


class SealKeyExpired(Refusal):
    """A key whose certificate has run out seals nothing: certificates wait rather than go out with half their seals."""

    code = "seal_key_expired"
    status = 503
    message = gettext_noop("The key of the seal {name} for {provider} ran out on {day}.")
    mend = gettext_noop("Replace it: zaiton papers keys rotate {name} --provider {provider}")


class NoSuchSealKey(NotFound):
    """No key under this name."""

    code = "seal_key_unknown"
    message = gettext_noop("There is no key {key}.")
    mend = gettext_noop("See which there are: zaiton papers keys list")
