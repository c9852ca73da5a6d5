"""The databases that the tests of the store run on."""

from __future__ import annotations

from databases import database_url, postgres, postgres_url, store

__all__ = ["database_url", "postgres", "postgres_url", "store"]
