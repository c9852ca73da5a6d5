from __future__ import annotations

from pathlib import Path

import pytest

from builders import make_settings
from locworker.supervisor.service import grace_of
from locworker.supervisor.supervisor import GRACE


@pytest.mark.parametrize(
    ("engines", "seconds"),
    [
        pytest.param({}, GRACE, id="as it comes"),
        pytest.param({"deepl": {"timeout": "10"}}, GRACE, id="a quick engine"),
        pytest.param({"deepl": {"timeout": "10"}, "own": {"timeout": "600"}}, 605.0, id="a slow engine"),
    ],
)
def test_children_have_as_long_as_the_longest_request(
    tmp_path: Path, engines: dict[str, dict[str, str]], seconds: float
) -> None:
    assert grace_of(make_settings(tmp_path, {"engines": engines})) == seconds
