"""The description of the interface is valid, and the running process answers as it says."""

import http.client
import json
import time
import urllib.error
import urllib.parse
import urllib.request

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from conftest import until


@pytest.fixture(scope="session")
def description(get):
    return get("/openapi.json")


def check(description, value, schema):
    """Validates `value`; the whole document goes along, so that references resolve."""
    whole = {**schema, "components": description["components"]}
    errors = sorted(Draft202012Validator(whole).iter_errors(value), key=lambda error: list(error.absolute_path))
    place = lambda error: "/".join(map(str, error.absolute_path))
    assert not errors, "\n".join(f"{place(error)}: {error.message}"[:300] for error in errors[:5])


def named(name):
    return {"$ref": f"#/components/schemas/{name}"}


def test_the_description_is_valid(description):
    validate(description)


def test_every_documented_get_answers_by_its_schema(url, get, description):
    tiers = get("/api/v1/tiers")
    edges, regions = ([tier["id"] for tier in tiers[kind]] for kind in ("edges", "regions"))
    assert edges and regions and tiers["center"]
    links = until(lambda: get("/api/v1/links?region=" + regions[0])["links"], what="links of the region")
    needed = {"link": links[0]["link"], "at": until(lambda: get("/api/v1/history/range")["to"], what="a past")}
    for path, operations in description["paths"].items():
        if path == "/api/v1/stream":
            continue
        operation = operations["get"]
        refs = [parameter.get("$ref", "").split("/")[-1] for parameter in operation.get("parameters", [])]
        base = {name: value for name, value in needed.items() if name in refs}
        choices = [{}]
        choices += [{"edge": edge} for edge in edges if "edge" in refs]
        choices += [{"region": region} for region in regions if "region" in refs or "ofRegion" in refs]
        for choice in choices:
            query = "?" + urllib.parse.urlencode({**base, **choice})
            with urllib.request.urlopen(url + path + query, timeout=10) as response:
                kind, content = response.headers.get_content_type(), operation["responses"]["200"]["content"]
                assert kind in content, f"{path} answers {kind}"
                body = response.read().decode()
            check(description, json.loads(body) if kind == "application/json" else body, content[kind]["schema"])


@pytest.mark.parametrize("name", ["scene", "map", "signals", "events", "devices", "stages"])
def test_an_unknown_edge_is_a_readable_404(url, description, name):
    with pytest.raises(urllib.error.HTTPError) as answer:
        urllib.request.urlopen(f"{url}/api/v1/{name}?edge=no-such-edge", timeout=10)
    assert answer.value.code == 404
    check(description, json.load(answer.value), named("Error"))


def test_every_datagram_is_accounted_for(get):
    for edge in get("/api/v1/edges")["edges"]:
        ingest = get(f"/api/v1/stages?edge={edge['id']}")["ingest"]
        assert ingest["received"] == ingest["accepted"] + sum(ingest["drops"].values())
        for device in get(f"/api/v1/devices?edge={edge['id']}")["devices"]:
            assert device["received"] == device["accepted"] + sum(device["drops"].values()), device["unit"]


def events_of(url, seconds):
    """What the stream sends within `seconds`: [(event, data)]."""
    target = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(target.hostname, target.port or 80, timeout=5)
    connection.request("GET", "/api/v1/stream")
    response = connection.getresponse()
    assert response.status == 200 and response.headers.get_content_type() == "text/event-stream"
    found, name, end = [], None, time.monotonic() + seconds
    while time.monotonic() < end:
        line = response.readline().decode().rstrip("\r\n")
        if line.startswith("event:"):
            name = line[6:].strip()
        elif line.startswith("data:"):
            found.append((name, json.loads(line[5:])))
    connection.close()
    return found


def test_the_stream_sends_what_is_documented(url, description):
    events = events_of(url, 3)
    schemas = {"scene": "StreamedScene", "signals": "Signals", "status": "StreamedStatus", "events": "Events",
               "map": "StreamedMap"}
    assert {name for name, _ in events} >= {"scene", "signals", "status", "map", "cooperation"}
    for name, data in events:
        if name == "cooperation":
            for part in ("obstacles", "intentions", "coordination"):
                check(description, data[part], named(part.capitalize()))
        else:
            check(description, data, named(schemas[name]))
    sequences = [data["seq"] for name, data in events if name == "scene"]
    assert len(set(sequences)) > 10 and sequences == sorted(sequences)
