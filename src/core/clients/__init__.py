"""Which clients can connect: their offers, stores and habits against the survey's map. See docs/clients.md."""

from core.clients.catalogue import client, clients
from core.clients.simulate import simulate_all

__all__ = ["client", "clients", "simulate_all"]
