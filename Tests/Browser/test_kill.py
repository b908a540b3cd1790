"""A process with all three tiers, killed at any moment and started again: the center's log has each event once."""

import collections
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("LUYUN_PROGRAM", ROOT / ".build/debug/luyun"))
RECORDING = ROOT / "fixtures/recording/west.pcapng.gz"
CONFIGURATION = """
http: 127.0.0.1:{http}
data: {data}
region: {{ id: corridor, name: Corridor, origin: {{ latitude: 39.79, longitude: 116.51 }} }}
center: {{ id: city, name: The city }}
edges:
  - id: west
    listen: 127.0.0.1:{port}
    origin: {{ latitude: 39.7904, longitude: 116.5077 }}
    realTime: false
    devices:
      - {{ unit: RSU1101A, address: 127.0.0.1, datagramsPerSecond: 100000 }}
"""
BEGIN, END = 0, 2


def free_port(kind):
    with socket.socket(socket.AF_INET, kind) as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def start(*arguments):
    return subprocess.Popen([PROGRAM, *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@pytest.mark.skipif(not PROGRAM.exists(), reason=f"no program at {PROGRAM}; LUYUN_PROGRAM names another")
def test_an_event_is_in_the_log_once_however_often_the_process_is_killed(tmp_path):
    chance, kills, port = random.Random(5), 8, free_port(socket.SOCK_DGRAM)
    configuration = tmp_path / "city.yaml"
    configuration.write_text(CONFIGURATION.format(http=free_port(socket.SOCK_STREAM), data=tmp_path, port=port))
    feed = start("replay", RECORDING, "--to", f"127.0.0.1:{port}", "--speed", "1")
    try:
        for _ in range(kills):
            life = start("edge", "--config", configuration)
            time.sleep(chance.uniform(1.5, 5))
            assert life.poll() is None, "the process ends by itself"
            life.send_signal(signal.SIGKILL)
            life.wait()
        assert start("edge", "--config", configuration, "--duration", 8).wait(60) == 0
    finally:
        feed.kill()
        feed.wait()
    log, open_events = contents(tmp_path)
    stages = collections.defaultdict(collections.Counter)
    for number, stage in log:
        stages[number][stage] += 1
    assert len(stages) >= kills, "the announcements of the recording begin anew in each life"
    for number, counts in stages.items():
        assert counts[BEGIN] == 1, f"event {number} begins {counts[BEGIN]} times"
        assert counts[END] == (0 if number in open_events else 1), f"event {number} ends {counts[END]} times"


def contents(folder):
    """The center's log as (number, stage), and the numbers of its open events."""
    with sqlite3.connect(folder / "center-city.sqlite") as center:
        log = center.execute("SELECT number, stage FROM log").fetchall()
        open_events = {number for number, in center.execute("SELECT number FROM region_open_event")}
    return log, open_events


@pytest.fixture
def service(tmp_path):
    """A process with all tiers that is fed: its configuration, and the address of its API."""
    port, http = free_port(socket.SOCK_DGRAM), free_port(socket.SOCK_STREAM)
    data, configuration = tmp_path / "data", tmp_path / "city.yaml"
    configuration.write_text(CONFIGURATION.format(http=http, data=data, port=port))
    feed = start("replay", RECORDING, "--to", f"127.0.0.1:{port}", "--speed", "1")
    life = start("edge", "--config", configuration)
    try:
        wait_until(lambda: ask(http, "/readyz")[0] == 200, "the process is ready")
        yield configuration, data, http
    finally:
        for one in (feed, life):
            one.kill()
            one.wait()


def ask(http, path):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{http}{path}", timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read().decode()
    except OSError:
        return 0, ""


def wait_until(condition, what, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.2)


def uplink(http):
    return json.loads(ask(http, "/api/v1/edges")[1])["edges"][0]["uplink"]


@pytest.mark.skipif(not PROGRAM.exists(), reason=f"no program at {PROGRAM}; LUYUN_PROGRAM names another")
def test_a_second_process_with_the_same_data_ends_with_a_sentence_and_harms_nothing(service):
    configuration, data, http = service
    second = subprocess.run([PROGRAM, "edge", "--config", configuration], capture_output=True, text=True, timeout=30)
    assert second.returncode == 1 and f"another process has its data in {data}" in second.stderr
    before = uplink(http)["acknowledgedThrough"]
    wait_until(lambda: uplink(http)["acknowledgedThrough"] >= before + 20, "the first goes on delivering")
    assert ask(http, "/readyz") == (200, "ready\n")


@pytest.mark.skipif(not PROGRAM.exists(), reason=f"no program at {PROGRAM}; LUYUN_PROGRAM names another")
def test_data_that_is_removed_under_a_running_process_is_told_everywhere(service):
    _, data, http = service
    shutil.rmtree(data)
    wait_until(lambda: ask(http, "/readyz")[0] == 503, "it is not ready any more")
    for tier in ("edge 'west'", "region 'corridor'"):
        wait_until(lambda: tier in ask(http, "/readyz")[1], f"{tier} is named")
    assert "was removed or replaced" in ask(http, "/readyz")[1]
    assert uplink(http)["state"] == "cut" and "was removed" in uplink(http)["failure"]
    region = json.loads(ask(http, "/api/v1/regions")[1])["regions"][0]
    assert "was removed" in region["failure"]
    wait_until(lambda: json.loads(ask(http, "/api/v1/regions")[1])["regions"][0]["state"] != "live",
               "the region does not look alive")
