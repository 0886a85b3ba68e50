"""What the register of ships refuses, one class a rule."""

from zaiton.base.refusals import NotFound, Refusal
from zaiton.base.text import gettext_noop


class NoSuchShip(NotFound):
    """There is no such ship in the register."""

    code = "no_such_ship"
    message = gettext_noop("There is no ship under this address in the register.")
    mend = gettext_noop("Search the register by IMO number, ship identification number or name.")


class ShipKnown(Refusal):
    """A ship is registered once."""

    code = "ship_registered_already"
    status = 409
    message = gettext_noop("A ship with the number {given} is in the register already.")
    mend = gettext_noop(
        "Check the number. For a ship that is registered there are renewal, change of owner and cancellation."
    )
    article = "船舶登记条例（2014年修订）第四条"


class StationTaken(Refusal):
    """An MMSI or a call sign belongs to one ship."""

    code = "ship_station_taken"
    status = 409
    message = gettext_noop("{given} belongs to another ship of the register.")
    mend = gettext_noop("Copy it from the notice in which it was reserved for this ship.")
    article = "无线电管理条例（2016年修订）第三十一条"


class ShipTextLong(Refusal):
    """Names are as long as a row of the register holds."""

    code = "ship_text_long"
    message = gettext_noop("The text has more than {most} characters, and the register holds no more.")
    mend = gettext_noop("Write it as it stands on the papers, without additions.")


class NotInRegister(Refusal):
    """The ship is not, or no longer, in the register."""

    code = "ship_not_in_register"
    message = gettext_noop("No ship with the number {given} is in the register now.")
    mend = gettext_noop("Copy the ship identification number from the certificate of ownership.")


class NameDiffers(Refusal):
    """Number and name must be those of one ship."""

    code = "ship_name_differs"
    message = gettext_noop("The ship with the number {number} has another name than “{given}” in the register.")
    mend = gettext_noop("Check number and name against the certificate of ownership.")


class NotTheOwner(Refusal):
    """Only the owner in the register can ask for this."""

    code = "ship_not_the_owner"
    status = 403
    message = gettext_noop("The applicant is not the owner of this ship in the register.")
    mend = gettext_noop("Apply for the owner, with its delegation; after a sale the change of owner comes first.")
    article = "船舶登记条例（2014年修订）第十三条、第二十条"


class NotTheSeller(Refusal):
    """A ship is bought from its owner."""

    code = "ship_not_the_seller"
    message = gettext_noop("{given} is not the owner of this ship in the register.")
    mend = gettext_noop("Give the code of the owner that stands in the register.")
    article = "船舶登记条例（2014年修订）第十三条"


class OwnedAlready(Refusal):
    """One does not buy one's own ship."""

    code = "ship_owned_already"
    message = gettext_noop("The applicant owns this ship already.")
    mend = gettext_noop("The buyer applies for the change of owner.")


class MortgageNotNamed(Refusal):
    """A mortgaged ship goes over only with the consent of the mortgagee."""

    code = "ship_mortgage_not_named"
    status = 409
    message = gettext_noop("The ship is mortgaged to {mortgagee}; the application says that it is not.")
    mend = gettext_noop("Say that it is mortgaged, and hand in the consent of the mortgagee.")
    article = "海商法第十七条（1992年文本；现行条号未核对）"


class Mortgaged(Refusal):
    """A mortgaged ship does not leave the register."""

    code = "ship_mortgaged"
    status = 409
    message = gettext_noop("The ship is mortgaged to {mortgagee}, so it cannot leave the register.")
    mend = gettext_noop("Have the mortgage released first.")
    article = "船舶登记条例（2014年修订）第三十九条、第四十一条（条号未与现行文本核对）"


class NoSuchMortgage(Refusal):
    """The mortgage does not stand on this ship."""

    code = "ship_no_such_mortgage"
    message = gettext_noop("No mortgage with the number {given} stands on this ship.")
    mend = gettext_noop("Copy the number from the certificate of the mortgage.")


class NotOfTheMortgage(Refusal):
    """Only those between whom a mortgage stands can have it taken off."""

    code = "ship_not_of_the_mortgage"
    status = 403
    message = gettext_noop("The applicant is neither the mortgagee nor the owner of the ship.")
    mend = gettext_noop("The mortgagee applies, or the owner with the agreement of the mortgagee.")


class SurveyOlder(Refusal):
    """A renewal rests on a survey that is not older than the one in the register."""

    code = "ship_survey_older"
    message = gettext_noop("The register knows a later survey, of {known}.")
    mend = gettext_noop("Give the latest survey.")


class NoAuthorityOverShips(Refusal):
    """The officer does not hold the role whose certificate it is."""

    code = "ship_no_authority"
    status = 403
    message = gettext_noop("Your authority does not cover this certificate today, so nothing was changed.")
    mend = gettext_noop("An officer of the desk that gives it out can do it; an administrator enters authority.")
    article = "行政许可法（2019年修正）第二十二条"


class OwnShip(Refusal):
    """Nobody acts in an own matter."""

    code = "ship_own_matter"
    status = 403
    message = gettext_noop(
        "You act for the owner of this ship, so you take no part in what becomes of its certificates."
    )
    mend = gettext_noop("Another officer of the desk does it.")
    article = "公务员法（2018年修订）第七十六条"


class ActUnknown(Refusal):
    """The act is none of the three."""

    code = "ship_act_unknown"
    message = gettext_noop("A certificate can be suspended, resumed or revoked; “{given}” is none of these.")
    mend = gettext_noop("Choose one of the three.")
