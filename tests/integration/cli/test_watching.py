from __future__ import annotations

import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from command_line import environment
from databases import PostgresServer
from locworker.languages import LanguagePair
from locworker.store import NewJob, open_store


def test_a_watch_outlives_a_store_that_is_away(tmp_path: Path, postgres: PostgresServer, postgres_url: str) -> None:
    job = NewJob(article="fed.html", path="fed.html", pair=LanguagePair("en", "de"), engine="copy")
    with closing(open_store(postgres_url)) as store:
        identity = store.add_jobs([job], now=time.time())[0][0]
    command = [sys.executable, "-m", "locworker", "jobs", "watch", identity, "--timeout", "120"]
    environ = environment(LOCWORKER_DATABASE_URL=postgres_url)

    with subprocess.Popen(command, cwd=tmp_path, env=environ, stderr=subprocess.PIPE, text=True) as watching:
        assert watching.stderr is not None
        assert watching.stderr.readline() == "watching 1 job: 1 queued\n"
        postgres.stop()
        away = watching.stderr.readline()
        postgres.start()
        back = watching.stderr.readline()
        with closing(open_store(postgres_url)) as store:
            store.cancel_jobs([identity], now=time.time())
        told = watching.stderr.read()

    assert away.endswith("the jobs are not touched by that, watching goes on when it is back\n")
    assert "geheim" not in away
    assert back.startswith("the store is back after ")
    assert f"{identity} fed.html en → de: cancelled" in told
    assert watching.returncode == 3
