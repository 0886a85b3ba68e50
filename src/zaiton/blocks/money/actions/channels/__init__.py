"""The channels that come with the product; importing this makes them known."""

from django.conf import settings

from zaiton.blocks.money.actions.channels.bank import Bank
from zaiton.blocks.money.actions.channels.customs import Customs
from zaiton.blocks.money.actions.channels.demo import Demo
from zaiton.blocks.money.actions.channels.failing import Failing
from zaiton.blocks.money.actions.channels.office import wire
from zaiton.blocks.money.actions.channels.registry import channels
from zaiton.blocks.money.actions.channels.treasury import Treasury
from zaiton.blocks.money.queries.places import counterpart_home

channels.register(Bank.name, lambda: Bank(wire(Bank.name), settings.BANK_ACCOUNT))
channels.register(Treasury.name, lambda: Treasury(wire(Treasury.name)))
channels.register(Customs.name, lambda: Customs(wire(Customs.name)))
channels.register(Demo.name, lambda: Demo(counterpart_home(Demo.name) / "book.sqlite3"))
channels.register(Failing.name, Failing)

__all__ = ["channels"]
