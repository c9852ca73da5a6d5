"""Findings that a reviewer silenced with a reason: `# locworker: ignore=RULE reason`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from locworker.catalog import Message
from locworker.model import Finding, Severity

UNUSED_IGNORE = "unused-ignore"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Findings parted by what the messages' ignores say, each beside its message's index.

    `kept` still count; among them is a warning for each ignore that silences nothing. `ignored` were silenced.
    """

    kept: tuple[tuple[int, Finding], ...]
    ignored: tuple[tuple[int, Finding], ...]


def settle_findings(
    messages: Sequence[Message], findings: Iterable[tuple[int, Finding]], *, rules: Collection[str] | None = None
) -> Settled:
    """Part findings into those that count and those that a reviewer silenced with a reason.

    Args:
        messages: The messages that were checked.
        findings: Pairs (index of the message, finding).
        rules: The rules that were asked; an ignore of another rule is not called unused. None: all.
    """
    kept: list[tuple[int, Finding]] = []
    ignored: list[tuple[int, Finding]] = []
    used: set[tuple[int, str]] = set()
    silenced = {
        (index, ignore.rule) for index, message in enumerate(messages) for ignore in message.ignores if ignore.reason
    }
    for index, finding in findings:
        if (index, finding.rule) in silenced:
            used.add((index, finding.rule))
            ignored.append((index, finding))
        else:
            kept.append((index, finding))
    kept.extend(_unused(messages, used, rules))
    return Settled(kept=tuple(sorted(kept, key=lambda pair: pair[0])), ignored=tuple(ignored))


def _unused(
    messages: Sequence[Message], used: set[tuple[int, str]], rules: Collection[str] | None
) -> Iterator[tuple[int, Finding]]:
    for index, message in enumerate(messages):
        for ignore in message.ignores:
            asked = rules is None or ignore.rule in rules
            if message.empty or message.obsolete or not asked or (index, ignore.rule) in used:
                continue
            reason = "silences nothing here any more; remove it" if ignore.reason else "gives no reason; add one"
            yield (
                index,
                Finding(
                    rule=UNUSED_IGNORE,
                    category="other/unused-ignore",
                    severity=Severity.WARNING,
                    message=f"ignore={ignore.rule} {reason}",
                ),
            )
