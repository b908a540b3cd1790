"""Fixtures: a running process (LUYUN_URL), Debian's chromium, and a page reached through a network that can fail."""

import contextlib
import json
import os
import time
import urllib.parse
import urllib.request

import pytest
from playwright.sync_api import sync_playwright

from cuttable_proxy import CuttableProxy

CHROMIUM = os.environ.get("LUYUN_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]


def until(condition, seconds=15, what="condition"):
    """Polls `condition` and returns its first true value. (wait_for_function needs eval, which the page forbids.)"""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} s: {what}")


@pytest.fixture(scope="session")
def url():
    address = os.environ.get("LUYUN_URL")
    if not address:
        pytest.skip("LUYUN_URL names no running process (for example http://127.0.0.1:8480)")
    return address.rstrip("/")


@pytest.fixture(scope="session")
def get(url):
    def fetch(path):
        with urllib.request.urlopen(url + path, timeout=10) as response:
            return json.load(response)

    return fetch


@pytest.fixture(scope="session")
def browser(url):
    if not os.path.exists(CHROMIUM):
        pytest.skip(f"no chromium at {CHROMIUM}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def network(url):
    target = urllib.parse.urlsplit(url)
    proxy = CuttableProxy(target.hostname, target.port or 80)
    yield proxy
    proxy.close()


@pytest.fixture
def page(browser, network, request):
    """The edge's page, live, with lanes and objects on it."""
    with opened(browser, network, request, "") as page:
        until(lambda: is_settled(state(page)), 30, "lanes and objects are drawn from a live stream")
        yield page


@pytest.fixture(scope="session")
def tiers(get):
    """What the process serves."""
    return get("/api/v1/tiers")


@contextlib.contextmanager
def opened(browser, network, request, query, size=(1280, 720), zone="Asia/Shanghai", script=None):
    """The page at an address. Its console must stay silent, unless the test cuts the network."""
    page = browser.new_page(viewport={"width": size[0], "height": size[1]}, locale="en-US", timezone_id=zone)
    if script:
        page.add_init_script(script)
    complaints = []
    page.on("console", lambda message: message.type in ("error", "warning") and complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"http://127.0.0.1:{network.port}/{query}")
    until(lambda: page.evaluate("Boolean(window.luyun)"), what="the page's script runs")
    yield page
    page.close()
    if not request.node.get_closest_marker("cuts_network"):
        assert complaints == []


def is_settled(now):
    return now["connection"] == "live" and now["lanes"] > 0 and now["objects"] > 0


def state(page):
    return page.evaluate("luyun.state()")


def pytest_configure(config):
    config.addinivalue_line("markers", "cuts_network: the browser may complain about requests that fail")
