"""Messages of ISO 20022: orders written, states, statements and notices read with suspicion."""

from zaiton.blocks.money.actions.channels.iso20022.booking import read_camt053, read_camt054
from zaiton.blocks.money.actions.channels.iso20022.ordered import read_pain001
from zaiton.blocks.money.actions.channels.iso20022.ordering import pain001
from zaiton.blocks.money.actions.channels.iso20022.parsing import Parsed, opened
from zaiton.blocks.money.actions.channels.iso20022.status import read_pain002, read_states

__all__ = ["Parsed", "opened", "pain001", "read_camt053", "read_camt054", "read_pain001", "read_pain002", "read_states"]
