"""What is refused of deliveries."""

from zaiton.base.refusals import NotFound, Refusal
from zaiton.base.text import gettext_noop


class NoSuchDelivery(NotFound):
    """Nobody has chosen yet how these papers are to come."""

    code = "no_such_delivery"
    message = gettext_noop("Nobody has said yet how these papers are to be delivered.")


class WayUnknown(Refusal):
    """Papers come as files, by post or at the counter."""

    code = "delivery_way"
    message = gettext_noop("There is no such way of delivery.")
    mend = gettext_noop("Choose download, post or counter.")


class AddressRefused(Refusal):
    """A part of the address that is missing, too long or not to be written on an envelope."""

    code = "delivery_address"
    message = gettext_noop("This is missing, too long or has signs in it that cannot be printed.")
    mend = gettext_noop("Write it as it should stand on the envelope; at most {most} characters.")


class TelephoneRefused(Refusal):
    """Not a telephone number."""

    code = "delivery_telephone"
    message = gettext_noop("This is not a telephone number.")
    mend = gettext_noop("Write digits, with +, hyphens or blanks between them, such as 0592-1234567.")


class TrackingMissing(Refusal):
    """What is sent by post has a carrier and a number to follow it by."""

    code = "delivery_tracking"
    message = gettext_noop("To mark papers as sent, name the carrier and its number for the letter.")
    mend = gettext_noop("The number has 5 to 60 letters, digits and hyphens.")


class DeliveryFixed(Refusal):
    """It is packed, so the choice stands."""

    code = "delivery_fixed"
    status = 409
    message = gettext_noop("The papers are packed already, so how they are delivered can no longer be changed.")
    mend = gettext_noop("Call the office if something is wrong with the address.")


class DeliveryStateUnfit(Refusal):
    """The act does not lead on from the state the delivery has."""

    code = "delivery_state"
    status = 409
    message = gettext_noop("This delivery does not have a state from which this is possible; nothing was changed.")
    mend = gettext_noop("Load the page again to see how it stands.")


class SecondTrip(Refusal):
    """The papers were handed out: nobody is made to come twice."""

    code = "second_trip"
    status = 409
    message = gettext_noop("The papers were handed out at the counter already; nobody is made to come a second time.")
    mend = gettext_noop("What is still missing is sent by post or stands ready for download.")
