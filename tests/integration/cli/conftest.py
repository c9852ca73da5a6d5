"""Real servers that tests may stop, change and start again."""

from brokers import broker
from databases import postgres, postgres_url

__all__ = ["broker", "postgres", "postgres_url"]
