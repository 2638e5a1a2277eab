"""A process that is killed while the mail server takes a mail: nothing is sent twice, and nothing is lost unseen."""

from __future__ import annotations

import json
import re
from collections import Counter

from tests.faults.conftest import Portal
from tests.smtp import smtp_server

TURNS = (2, 5)


def test_a_mail_in_the_making_when_the_process_is_killed_is_never_sent_again(portal: Portal) -> None:
    portal.work("write_mail", "9")
    processes = []

    def kill(number: int) -> None:
        if number in TURNS:
            processes[-1].kill()
            processes[-1].wait()

    with smtp_server() as server:
        server.on_mail = kill
        for _ in (*TURNS, "the rest"):
            processes.append(portal.start("-m", "tests.faults.work", "deliver", str(server.port)))
            processes[-1].wait(300)
        states = json.loads(portal.finish(processes[-1]).splitlines()[-1])
        subjects = re.findall(r"^Subject: (News \d+)", "".join(server.mails), re.MULTILINE)

    assert [process.returncode for process in processes] == [-9, -9, 0]
    assert Counter(states.values()) == {"sent": 7, "unknown": 2}
    assert sorted(subjects) == sorted(states), "the server had taken those two as well, each once"
