"""The page of the center tier: regions, trends, the log, the devices."""

import contextlib
import re

import pytest

from conftest import opened, state, until
from pictures import untranslated

CJK = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def page(browser, network, request, tiers):
    if not tiers["center"]:
        pytest.skip("the process serves no center")
    with opened(browser, network, request, "?tier=center") as page:
        until(lambda: is_settled(state(page)), 60, "the center tells of a region")
        yield page


def is_settled(now):
    return now["connection"] == "live" and now["regions"]


def card(page, region):
    return page.locator(f"#city article[data-region='{region}']")


def test_every_region_has_a_card_with_its_figures(page, get):
    regions = get("/api/v1/center")["regions"]
    assert regions and state(page)["regions"] == [one["id"] for one in regions]
    for region in regions:

        def agrees():  # name, edges and figures come with the region's first minute, and change with each
            told = next(one for one in get("/api/v1/center")["regions"] if one["id"] == region["id"])
            text = card(page, region["id"]).inner_text()
            shown = card(page, region["id"]).locator(".tile b").all_inner_texts()
            return (told["name"] in text and all(edge["name"] in text for edge in told["edges"])
                    and shown[1] == str(told["openEvents"]) and shown[6] == f"{told['handedOver']:,}")

        until(agrees, 40, "open events and handed over vehicles as the center tells them")


def test_the_labels_say_a_lane_and_the_last_minute(page):
    labels = page.locator("#city article").first.locator(".tile span").all_inner_texts()
    assert {"veh/min a lane", "longest queues", "handed over in the last minute"} <= set(labels)
    assert "veh/min a lane" in page.locator("#panel-city .tile span").all_inner_texts()
    assert "Flow (veh/min a lane)" in page.locator("#panel-trends .caption").all_text_contents()
    until(lambda: "a lane" in page.locator("#panel-trends .plot .value").nth(1).text_content(), 150,
          "the figure of the chart is a lane's, too")
    page.click("#languages button[data-value='zh']")
    until(lambda: "最近一分钟跨节点接续" in page.locator("#city").inner_text(), what="in Chinese")
    assert "辆/分·车道" in page.locator("#panel-city").inner_text()


# Each message of the center, with so many regions and log entries made of the first ones.
MANY = """
    const Real = window.EventSource, regions = %d, entries = %d;
    window.EventSource = class extends Real {
        addEventListener(kind, listener) {
            super.addEventListener(kind, (event) => {
                if (kind !== 'center') return listener(event);
                const data = JSON.parse(event.data), [first] = data.regions, [entry] = data.events;
                data.regions = Array.from({ length: first ? regions : 0 }, (_, i) =>
                    ({ ...first, id: i ? `${first.id}-${i}` : first.id }));
                if (entry) data.events = Array.from({ length: entries }, (_, number) => ({ ...entry, number }));
                listener({ data: JSON.stringify(data) });
            });
        }
    };
"""
SIZES = "(one) => [one.scrollHeight, one.clientHeight, getComputedStyle(one, '::after').visibility]"


def is_crowded(now, regions, entries):
    return len(now.get("regions", [])) == regions and now.get("events") == entries


@pytest.fixture
def crowded(browser, network, request, tiers):
    """Opens the page with so many regions and log entries."""
    if not tiers["center"]:
        pytest.skip("the process serves no center")

    @contextlib.contextmanager
    def crowded(regions, entries, size):
        with opened(browser, network, request, "?tier=center", size, script=MANY % (regions, entries)) as page:
            until(lambda: is_crowded(state(page), regions, entries), 60, "a crowd")
            page.wait_for_timeout(300)
            yield page

    return crowded


def test_a_few_regions_fill_a_wall_without_scrolling(crowded):
    for regions in (1, 4):
        with crowded(regions, 3, (1920, 1080)) as page:
            whole, seen, fade = page.locator("#city").evaluate(SIZES)
            assert whole <= seen and fade == "hidden"
            boxes = [one.bounding_box() for one in page.locator("#city article").all()]
            assert max(box["y"] + box["height"] for box in boxes) > 1080 - 40, "nothing is left empty below"
            assert regions == 1 or boxes[0]["y"] == boxes[1]["y"], "cards stand side by side"
            plot = page.locator("#panel-trends .plot").first.bounding_box()
            assert plot["width"] > 1200 and plot["height"] > 130


def test_many_regions_and_entries_show_that_they_are_cut(crowded):
    with crowded(20, 80, (1920, 1080)) as page:
        whole, seen, fade = page.locator("#city").evaluate(SIZES)
        assert whole > seen and fade == "visible"
        log, units = page.locator("#city-log"), page.locator("#panel-deviceTable")
        assert log.evaluate("(one) => one.scrollHeight > one.clientHeight && one.matches('.cut')")
        assert log.bounding_box()["height"] > 500
        box = units.bounding_box()
        assert box["y"] + box["height"] <= 1080, "the units are seen below the log"
        page.locator("#city").evaluate("(one) => one.scrollTo(0, one.scrollHeight)")
        until(lambda: page.locator("#city").evaluate(SIZES)[2] == "hidden", what="at the end there is nothing more")


def test_a_telephone_shows_the_cards_without_an_inner_scroll(crowded):
    with crowded(3, 3, (390, 844)) as page:
        whole, seen, _ = page.locator("#city").evaluate(SIZES)
        assert whole <= seen
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        last = page.locator("#city article").last.bounding_box()
        log = page.locator("#panel-log").bounding_box()
        assert last["y"] + last["height"] <= log["y"], "the log follows the cards"
        until(lambda: page.locator("#panel-deviceTable tbody tr").count() > 0, what="the units")
        whole, seen, _ = page.locator(".device-rows").evaluate(SIZES)
        assert whole <= seen, "all units are seen"


def test_the_totals_are_the_centers(page, get):
    def agrees():
        totals = get("/api/v1/center")["totals"]
        shown = page.locator("#panel-city .tile b").all_inner_texts()
        return shown[1] == str(totals["openEvents"]) and shown[6] == f"{totals['liveDevices']} / {totals['devices']}"

    until(agrees, 40, "open events and live units of the city")


def test_the_trend_has_the_points_that_the_center_tells(page, get):
    region = state(page)["regions"][0]

    def agrees():
        trends = get("/api/v1/center")["trends"]
        told = [one for one in trends if one["region"] == region and one["stepSeconds"] == 60]
        return told and abs(state(page)["plotted"] - len(told)) <= 2

    until(agrees, 150, "the minutes of the region are plotted")
    marks = "document.querySelectorAll('#panel-trends .data polyline, #panel-trends .data circle').length"
    until(lambda: page.evaluate(marks) > 0, what="there is something in the plots")


def test_the_log_is_the_centers_newest_first(page, get):
    def agrees():
        events = get("/api/v1/center")["events"]
        times = page.locator("#city-log li .figures:nth-of-type(1)").all_inner_texts()
        stages = page.evaluate("[...document.querySelectorAll('#city-log li')].map((one) => one.dataset.stage)")
        return events and times == [one["time"][11:19] for one in events] and stages == [one["stage"] for one in events]

    until(agrees, 60, "the log stands as the center tells it")
    told = [one["time"] for one in get("/api/v1/center")["events"]]
    assert told == sorted(told, reverse=True)


def test_the_devices_are_listed_with_those_that_are_not_heard_first(page, get):
    def agrees():
        told = {(one["unit"], one["state"]) for one in get("/api/v1/devices?center=1")["devices"]}
        rows = page.evaluate("""[...document.querySelectorAll('#panel-deviceTable tbody tr')]
            .map((row) => [row.children[0].innerText.trim(), row.dataset.state])""")
        return told and {tuple(row) for row in rows} == told and rows

    rows = until(agrees, 60, "all devices with their states")
    ranks = [["silent", "late", "stale", "live"].index(state) for _, state in rows]
    assert ranks == sorted(ranks)


def test_a_region_that_is_served_here_opens(page, get):
    region = next(one["id"] for one in get("/api/v1/regions")["regions"] if one["served"])
    card(page, region).locator("button").click()
    until(lambda: state(page)["tier"] == "region" and state(page)["region"] == region, 20, "the region is shown")
    until(lambda: state(page)["connection"] == "live", 20, "and live")
    until(lambda: f"tier=region&region={region}" in page.evaluate("location.search").replace("&lang=en", ""),
          what="the address says so")


def test_chinese_is_complete(page):
    page.click("#languages button[data-value='zh']")
    until(lambda: page.evaluate("document.documentElement.lang") == "zh-CN", what="the page is in Chinese")
    until(lambda: untranslated(page) == [], 10, f"nothing is left in English: {untranslated(page)}")
    texts = page.evaluate("[...document.querySelectorAll('main:not([hidden]) [data-words]')].map((e) => e.textContent)")
    assert len(texts) > 15 and [text for text in texts if not CJK.search(text)] == []


@pytest.mark.cuts_network
def test_a_cut_connection_is_told_and_nothing_looks_alive(page, network):
    network.cut()
    until(lambda: state(page)["connection"] == "cut", 20, "the indicator says disconnected")
    assert page.locator("#center-banner").is_visible()
    until(lambda: page.locator("#city .state[data-state='live']").count() == 0, what="no region looks alive")
    assert "not known now" in page.locator("#city").inner_text()
    network.open()
    until(lambda: is_settled(state(page)), 30, "the page has reconnected by itself")
    assert not page.locator("#center-banner").is_visible()


@pytest.mark.cuts_network
def test_a_stream_that_falls_silent_is_told(page, network):
    network.stall()
    until(lambda: state(page)["connection"] in ("silent", "cut"), 20, "the indicator tells of the silence")
    assert page.locator("#center-banner").is_visible()
