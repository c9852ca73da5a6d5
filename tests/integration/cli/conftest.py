"""A real PostgreSQL that tests may stop and start again."""

from databases import postgres, postgres_url

__all__ = ["postgres", "postgres_url"]
