"""The router that the operations of this folder register with."""

from ninja import Router

router = Router()
