"""The providers of seals that come with the product; importing this makes them known."""

from zaiton.blocks.papers.actions.providers.failing import Failing
from zaiton.blocks.papers.actions.providers.pades import Pades
from zaiton.blocks.papers.actions.providers.sm2 import Sm2
from zaiton.blocks.papers.actions.providing import providers

for provider in (Pades(), Sm2(), Failing()):
    providers.register(provider)
