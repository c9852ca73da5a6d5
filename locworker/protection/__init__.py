"""Protection. In: a segment's text; out: numbered tags for what an engine must not touch, and the way back.

`restore(protect(text).text, protected)` gives the text again, but for values, which come back in the target's form.
"""

from __future__ import annotations

from locworker.protection.model import Held, HeldKind, Protected, Restored
from locworker.protection.protect import approved_target, protect
from locworker.protection.restore import restore

__all__ = ["Held", "HeldKind", "Protected", "Restored", "approved_target", "protect", "restore"]
