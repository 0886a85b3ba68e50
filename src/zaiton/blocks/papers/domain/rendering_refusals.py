"""Why a certificate cannot be drawn, and why a font is set aside."""

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop


class CharacterNotInFont(Refusal):
    """A character has no shape in any font here: an empty box on a certificate would be a lie."""

    code = "character_not_in_font"
    status = 422
    message = gettext_noop("No font of this installation can draw {characters}.")
    mend = gettext_noop("Put a font that has the character into the folder “fonts” of the data home, then try again.")
    article = "GB 18030-2022"


class CharacterMaybeInFont(CharacterNotInFont):
    """A character has no shape in the fonts that can be used, while others of the operator's had to be set aside."""

    code = "character_maybe_in_font"
    message = gettext_noop("No font in use can draw {characters}; set aside in the font folder: {files}.")
    mend = gettext_noop("“zaiton check” says why these fonts are set aside; replace them, then try again.")


class DrawingFailed(Refusal):
    """The program that draws gave up, for a reason in its own words."""

    code = "drawing_failed"
    status = 500
    message = gettext_noop("The certificate could not be drawn: {reason}")
    mend = gettext_noop("Take the latest font out of the folder “fonts” of the data home; if it stays so, report it.")


class FontUnreadable(Refusal):
    """A file in the operator's font folder is not a font."""

    code = "font_unreadable"
    status = 422
    message = gettext_noop("{file} in the font folder cannot be read as a font.")
    mend = gettext_noop("Take it out of the folder, or replace it by a TrueType or OpenType font.")


class FontNotEmbeddable(Refusal):
    """The maker of a font forbids what a certificate needs: a part of the font inside the file."""

    code = "font_not_embeddable"
    status = 422
    message = gettext_noop("{file} in the font folder forbids being embedded in documents.")
    mend = gettext_noop("Take it out of the folder, or ask its maker for a licence and a file that allow embedding.")
    article = "ISO 19005-1 6.3.4"
