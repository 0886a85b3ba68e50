"""Why a certificate cannot be drawn."""

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop


class CharacterNotInFont(Refusal):
    """A character has no shape in any font here: an empty box on a certificate would be a lie."""

    code = "character_not_in_font"
    status = 422
    message = gettext_noop("No font of this installation can draw {characters}.")
    mend = gettext_noop("Put a font that has the character into the folder “fonts” of the data home, then try again.")
    article = "GB 18030-2022"


class FontUnreadable(Refusal):
    """A file in the operator's font folder is not a font."""

    code = "font_unreadable"
    status = 422
    message = gettext_noop("{file} in the font folder cannot be read as a font.")
    mend = gettext_noop("Take it out of the folder, or replace it by a TrueType or OpenType font.")
