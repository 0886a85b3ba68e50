"""What notices refuse, each with its way out."""

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop


class UrlRefused(Refusal):
    """The address of a webhook cannot be used as it is written."""

    code = "webhook_url"
    message = gettext_noop("This is not an address an event can be sent to.")
    mend = gettext_noop("Write it like https://erp.example.com/hooks/zone: no user name, no password, nothing after #.")


class PortRefused(Refusal):
    """A port on which other services than the web's listen."""

    code = "webhook_port"
    message = gettext_noop("Events are not sent to port {port}.")
    mend = gettext_noop("Use port 443, or one from 1024 on.")


class HttpsNeeded(Refusal):
    """An address without encryption outside of the operator's own networks."""

    code = "webhook_https"
    message = gettext_noop("Events go out encrypted only.")
    mend = gettext_noop("Use an address that begins with https://.")


class HostUnknown(Refusal):
    """The host's name stands for no address."""

    code = "webhook_host_unknown"
    message = gettext_noop("The name {host} cannot be found in the net.")
    mend = gettext_noop("Check how it is written, and that it has an address.")


class AddressRefused(Refusal):
    """The host stands for an address inside a private network, or for this machine."""

    code = "webhook_address"
    message = gettext_noop("{host} does not lie in the public net; events are not sent to inner networks.")
    mend = gettext_noop("Use a host that can be reached from outside, or ask the operator to allow its network.")


class KindsMissing(Refusal):
    """An endpoint that would be told of nothing."""

    code = "webhook_kinds"
    message = gettext_noop("Choose at least one kind of event.")


class EndpointsMost(Refusal):
    """An organisation has as many endpoints as it can have."""

    code = "webhook_most"
    message = gettext_noop("An organisation has at most {most} webhooks.")
    mend = gettext_noop("Remove one that is no longer used.")


class NotOver(Refusal):
    """A delivery that is still under way, or has arrived, is not sent anew."""

    code = "delivery_not_failed"
    status = 409
    message = gettext_noop("This delivery has not failed, so it is not sent again.")
    mend = gettext_noop("Load the page again to see how it stands.")


class EndpointOff(Refusal):
    """Nothing is sent to an endpoint that is switched off."""

    code = "webhook_off"
    status = 409
    message = gettext_noop("This webhook is switched off.")
    mend = gettext_noop("Switch it on first.")


class UnknownDelivery(Refusal):
    """The operator named a delivery that there is not."""

    code = "delivery_unknown"
    status = 404
    message = gettext_noop("There is no failed delivery {id}.")
    mend = gettext_noop("List them with: zaiton notices dead")
