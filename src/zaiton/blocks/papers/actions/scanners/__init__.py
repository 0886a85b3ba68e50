"""The scanners that come with the product; importing this makes them known."""

from zaiton.blocks.papers.actions.scanners.clamd import Clamd
from zaiton.blocks.papers.actions.scanners.failing import Failing
from zaiton.blocks.papers.actions.scanning import scanners

scanners.register(Clamd.name, Clamd)
scanners.register(Failing.name, Failing)
