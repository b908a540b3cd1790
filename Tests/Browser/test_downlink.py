"""What units are given, read by a codec of other people: every datagram decodes, and says what the scene says.

Needs a process whose downlinks lead to this machine, as those of `luyun demo` do (LUYUN_DOWNLINK_PORT, usually 30100).
"""

import datetime
import glob
import json
import math
import os
import socket
import threading
import time
import urllib.request

import asn1tools
import pytest

PORT = int(os.environ.get("LUYUN_DOWNLINK_PORT", "30100"))
SCHEMA = os.path.join(os.path.dirname(__file__), "../../Sources/Wire/MessagesCSAE/schema/*.asn")
SECONDS = 6
SENSOR_SHARING = 12


@pytest.fixture(scope="module")
def codec():
    return asn1tools.compile_files(sorted(glob.glob(SCHEMA)), "uper")


def decoded(codec, octets):
    """The kind of a message and what it says."""
    name, value = codec.decode("MessageFrame", octets)
    if name != "msgFrameExt":
        return name, value
    assert value["messageId"] == SENSOR_SHARING
    return "ssm", codec.decode("SensorSharingMsg", value["value"])


def milliseconds(text):
    """The milliseconds of the minute of a time of the API."""
    instant = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return instant.second * 1000 + instant.microsecond // 1000


def heard(get, edges):
    """The datagrams of some seconds, and the scenes that were published meanwhile, by edge and millisecond.

    An ear of its own takes the datagrams: they come without a pause, and whoever waits for one between two questions
    asks too seldom to see most of the scenes.
    """
    ear = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    ear.bind(("0.0.0.0", PORT))
    ear.settimeout(0.1)
    datagrams, done = [], threading.Event()

    def listen():
        while not done.is_set():
            try:
                datagrams.append(ear.recv(65536))
            except TimeoutError:
                pass

    listener = threading.Thread(target=listen)
    listener.start()
    scenes = {edge: {} for edge in edges}
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        for edge in edges:
            scene = get(f"/api/v1/scene?edge={edge}")
            scenes[edge][milliseconds(scene["time"])] = scene["features"]
        time.sleep(0.02)
    done.set()
    listener.join()
    ear.close()
    return datagrams, scenes


def place(reference, offset):
    name, part = offset["offsetLL"]
    if name == "position-LatLon":
        return part["lon"] / 1e7, part["lat"] / 1e7
    return (reference["long"] + part["lon"]) / 1e7, (reference["lat"] + part["lat"]) / 1e7


def meters(one, other):
    return math.hypot(
        (one[0] - other[0]) * 111_320 * math.cos(math.radians(one[1])), (one[1] - other[1]) * 111_132)


def identity(octets):
    return octets.rstrip(b"\0").decode("ascii", "replace")


@pytest.fixture(scope="module")
def told(url, codec):
    """Every message: edge, kind, content; with the scenes."""
    get = lambda path: json.load(urllib.request.urlopen(url + path, timeout=10))
    edges = [edge["id"] for edge in get("/api/v1/edges")["edges"]]
    devices = {edge: get(f"/api/v1/devices?edge={edge}")["devices"] for edge in edges}
    units = {one["unit"]: edge for edge in edges for one in devices[edge] if one["downlink"]}
    if not units:
        pytest.skip("no unit of this process is served")
    datagrams, scenes = heard(get, edges)
    messages = []
    for octets in datagrams:
        kind, value = decoded(codec, octets)
        messages.append((units[identity(value["id"])], kind, value))
    return messages, scenes


def test_units_are_given_both_kinds_and_nothing_else(told):
    messages, _ = told
    assert {kind for _, kind, _ in messages} == {"rsmFrame", "ssm"}
    assert len(messages) > 20 * SECONDS


def test_messages_are_counted_without_a_gap(told):
    last = {}
    for _, kind, value in told[0]:
        key = (kind, value["id"])
        if key in last:
            assert value["msgCnt"] == (last[key] + 1) % 128, key
        last[key] = value["msgCnt"]


def test_every_road_user_is_one_of_the_scene_at_its_place_and_under_one_number(told):
    messages, scenes = told
    compared, names = 0, {}
    for edge, kind, value in messages:
        people = value["participants"] if kind == "rsmFrame" else [
            one["ptc"] for one in value.get("participants", [])]
        reference = value["refPos"] if kind == "rsmFrame" else value["sensorPos"]
        for data in people:
            scene = scenes[edge].get(data["secMark"])
            if data["ptcId"] == 0 or scene is None:
                continue
            where = place(reference, data["pos"])
            nearest = min(scene, key=lambda one: meters(where, one["geometry"]["coordinates"]))
            assert meters(where, nearest["geometry"]["coordinates"]) < 0.03
            properties = nearest["properties"]
            assert abs(data["speed"] * 0.02 - properties["speedMetersPerSecond"]) < 0.02
            assert abs(data["size"]["length"] / 100 - properties["lengthMeters"]) < 0.02
            assert data["source"] in ("integrated", "v2x")
            names.setdefault((edge, value["id"], data["ptcId"]), set()).add(nearest["id"])
            compared += 1
    assert compared > 500
    # A number stands for one track; two at one place within centimetres would be one road user twice.
    assert all(len(tracks) == 1 for tracks in names.values())


def test_within_an_instant_no_number_is_used_twice(told):
    seen = {}
    for edge, kind, value in told[0]:
        if kind == "rsmFrame":
            for data in value["participants"]:
                key = (value["id"], data["secMark"], data["ptcId"])
                assert key not in seen
                seen[key] = True
