"""The page of the region tier: links, queues, events, the history of a link, and the time machine."""

import datetime
import json
import re
import time
import urllib.parse

import pytest

from conftest import opened, state, until
from geometry import Frame, along, distance, is_near
from pictures import screen, untranslated

STAGE = "#region-stage"
GROUND = (11, 16, 22)
STEPS = [(0, "#d9304c"), (0.2, "#f58b42"), (0.4, "#f2dd8c"), (0.6, "#8fc3e3"), (0.8, "#3f7fc4")]
CJK = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="session")
def region(tiers):
    if not tiers["regions"]:
        pytest.skip("the process serves no region")
    return tiers["regions"][0]["id"]


@pytest.fixture
def page(browser, network, request, region):
    with opened(browser, network, request, f"?tier=region&region={region}") as page:
        until(lambda: is_settled(state(page)), 40, "links and vehicles are drawn from a live stream")
        yield page


def is_settled(now):
    return now["connection"] == "live" and now["links"] and any(one["kind"] == "speed" for one in now["links"]) \
        and now["drawn"]


def rgb(code):
    return tuple(int(code[i:i + 2], 16) for i in (1, 3, 5))


def lines_of(network, frame, kind):
    return {feature["properties"]["link"]: [frame.point(one) for one in feature["geometry"]["coordinates"]]
            for feature in network["features"] if feature["geometry"] and feature["properties"]["type"] == kind}


def test_links_are_drawn_where_the_network_says_and_nowhere_else(page, get, region):
    network = get(f"/api/v1/network?region={region}")
    frame = Frame(state(page)["origin"])
    links = lines_of(network, frame, "link")
    assert {one["link"] for one in state(page)["links"]} == set(links)
    shot = screen(page, STAGE)
    on_links = [shot.color(point) for line in links.values() for point in along(line, 5)]
    on_links = [color for color in on_links if color]
    assert len(on_links) > 50
    drawn = sum(not is_near(color, GROUND, 12) for color in on_links)
    assert drawn >= 0.9 * len(on_links), f"{drawn} of {len(on_links)} points on links are drawn"
    t = shot.transform
    beside = []
    for i in range(60):
        for j in range(40):
            point = (t["east"] + (i - 30) / 60 * t["width"] / t["scale"],
                     t["north"] + (j - 20) / 40 * t["height"] / t["scale"])
            if min(distance(point, line) for line in links.values()) > max(25, 50 / t["scale"]):
                beside.append(shot.color(point))
    assert len(beside) > 50
    empty = sum(is_near(color, GROUND, 12) for color in beside if color)
    assert empty >= 0.9 * len(beside), f"{empty} of {len(beside)} points far from links are empty"


def expected_color(link):
    """The colour of a link by its speed; None where it is too near to a step to be sure between two answers."""
    limit, speed = link["speedLimitMetersPerSecond"], link["speedMetersPerSecond"]
    if not limit or speed is None:
        return None
    ratio = speed / limit
    if min(abs(ratio - start) for start, _ in STEPS[1:]) < 0.05:
        return None
    return [color for start, color in STEPS if ratio >= start][-1]


def test_the_color_of_a_link_follows_its_speed(page, get, region):
    def agree():
        links = {one["link"]: expected_color(one) for one in get(f"/api/v1/links?region={region}")["links"]}
        known = [one for one in state(page)["links"] if one["kind"] == "speed" and links.get(one["link"])]
        return len(known) >= 3 and all(one["color"] == links[one["link"]] for one in known)

    until(agree, 30, "the colours are those of the speeds that the region tells")
    until(lambda: shows_colors(page, get, region), 30, "most links show their colour on the canvas")


def shows_colors(page, get, region):
    lines = lines_of(get(f"/api/v1/network?region={region}"), Frame(state(page)["origin"]), "link")
    before = {one["link"]: one for one in state(page)["links"]}
    shot = screen(page, STAGE)
    after = {one["link"]: one for one in state(page)["links"]}
    looked_at = found = 0
    for link, one in before.items():
        if one["kind"] != "speed" or one["pixels"] < 80 or after[link]["color"] != one["color"]:
            continue
        colors = [color for color in map(shot.color, along(lines[link], 2)) if color]
        looked_at += 1
        found += sum(is_near(color, rgb(one["color"]), 24) for color in colors) >= 0.35 * len(colors)
    return looked_at >= 3 and found >= 0.8 * looked_at


def test_what_nobody_observes_is_grey_and_no_speed_is_green(page):
    looks = page.evaluate("""async () => {
        const { appearance } = await import('/assets/region/ramp.js');
        const now = Date.parse('2026-01-01T00:01:00Z'), limit = { speedLimitMetersPerSecond: 10 };
        const told = (newest, speed) => appearance(limit, { newest, speedMetersPerSecond: speed, ...limit }, now);
        return { never: appearance(limit, undefined, now), unknown: told(null, 10),
            old: told('2026-01-01T00:00:30Z', 10), empty: told('2026-01-01T00:00:59Z', null),
            speeds: Array.from({ length: 15 }, (_, i) => told('2026-01-01T00:00:59Z', i)) };
    }""")
    assert [looks[name]["kind"] for name in ("never", "unknown", "old", "empty")] == ["unobserved"] * 3 + ["empty"]
    for look in [looks["never"], looks["empty"], *looks["speeds"]]:
        red, green, blue = rgb(look["color"])
        assert green <= max(red, blue), f"{look} looks green"
    assert max(rgb(looks["never"]["color"])) - min(rgb(looks["never"]["color"])) < 30
    assert len({look["color"] for look in looks["speeds"]}) == 5


def test_vehicles_move(page):
    first = {one["id"]: one for one in state(page)["drawn"]}

    def moved():
        now = {one["id"]: one for one in state(page)["drawn"]}
        return [id for id in first.keys() & now.keys()
                if abs(now[id]["east"] - first[id]["east"]) + abs(now[id]["north"] - first[id]["north"]) > 5]

    until(moved, 30, "something has moved by 5 m")


def test_queues_stand_at_the_end_of_their_links_with_their_count(page, get, region):
    lines = lines_of(get(f"/api/v1/network?region={region}"), Frame(state(page)["origin"]), "link")

    def shown():
        told = {one["link"]: one["queueVehicles"] for one in get(f"/api/v1/links?region={region}")["links"]}
        queues = [one for one in state(page)["queues"] if told.get(one["link"]) == one["vehicles"]]
        shot = screen(page, STAGE)
        for one in queues:
            back = before_end(lines[one["link"]], one["meters"])
            x, y = shot.place(back)
            around = [(x + dx, y + dy) for dx in range(-9, 10) for dy in range(-9, 10)]
            inside = [p for p in around if 0 <= p[0] < shot.pixels.width and 0 <= p[1] < shot.pixels.height]
            if sum(shot.pixels.getpixel((int(px), int(py))) == (255, 255, 255) for px, py in inside) > 60:
                return True
        return False

    until(shown, 120, "a queue that the region tells is drawn, its count at its back")


def before_end(line, meters):
    """The point of a line that lies so many metres before its end."""
    rest = meters
    for (x0, y0), (x1, y1) in zip(line[::-1], line[-2::-1]):
        length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
        if rest <= length:
            return x0 + (x1 - x0) * rest / length, y0 + (y1 - y0) * rest / length
        rest -= length
    return line[0]


def identities(events):
    return {f"{one['edge']}/{one['number']}" for one in events}


def test_open_events_stand_in_the_list_and_on_the_map(page, get, region):
    def agree():
        told = get(f"/api/v1/events?region={region}")["events"]
        listed = page.evaluate("""[...document.querySelectorAll('#panel-incidents [data-event]')]
            .filter((one) => one.dataset.stage !== 'end').map((one) => one.dataset.event)""")
        placed = identities(state(page)["events"])
        with_place = identities(one for one in told if one["position"])
        return told and set(listed) == identities(told) and with_place <= placed

    until(agree, 60, "list and map show the events that the region tells")
    text = page.locator("#panel-incidents").inner_text()
    assert "priority" in text and "since" in text


def test_a_chosen_link_tells_its_measures_and_its_history(page):
    page.focus("#region-traffic")
    page.keyboard.press("n")
    card = page.locator("#link-card")
    until(card.is_visible, what="the card")
    for word in ("Mean speed", "Flow", "Density", "Occupancy", "Queue", "Stops", "Delay", "Travel time"):
        until(lambda: word in card.inner_text(), what=word)
    until(lambda: ((state(page)["plot"] or {}).get("points") or 0) > 5, 30, "the history has points")
    points = """() => [...document.querySelectorAll('#link-card .plot')].map((plot) =>
        [...plot.querySelectorAll('.data polyline')].map((one) => one.getAttribute('points').split(' ').length)
            .reduce((sum, one) => sum + one, 0))"""
    until(lambda: page.evaluate(points)[1] > 5, 30, "the flow is plotted")
    until(lambda: page.evaluate(points)[2] > 5, 30, "the queue is plotted")
    labels = page.locator("#link-card .plot").first.locator("text").all_text_contents()
    assert any("km/h" in text for text in labels) and any(text == "0" for text in labels)
    box = page.locator("#link-card .plot").nth(1).bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + box["height"] / 2)
    until(lambda: page.locator("#link-card .plot .cursor").first.get_attribute("visibility") == "visible",
          what="a line at the pointer")
    assert re.search(r"\d\d:\d\d:\d\d UTC", page.locator("#link-card .plot-head").inner_text())
    queue = page.locator("#link-card .plot").nth(2).locator(".caption")
    assert queue.text_content() == "Queue (vehicles)", "of one second it is who waits then"
    page.click("#link-card .segments button[data-value='3600']")
    until(lambda: (state(page)["plot"] or {}).get("spanSeconds") == 3600, what="the hour is chosen")
    until(lambda: queue.text_content() == "Longest queue of each minute (vehicles)", what="a minute tells its longest")
    page.focus("#region-traffic")
    page.keyboard.press("Escape")
    until(lambda: not card.is_visible(), what="the card is gone")


def test_a_click_on_a_link_chooses_it(page, get, region):
    lines = lines_of(get(f"/api/v1/network?region={region}"), Frame(state(page)["origin"]), "link")
    t, box = state(page)["transform"], page.locator(STAGE).bounding_box()
    chosen = []
    for link, line in lines.items():
        east, north = before_end(line, 45)
        x, y = t["width"] / 2 + (east - t["east"]) * t["scale"], t["height"] / 2 - (north - t["north"]) * t["scale"]
        if not (80 < x < t["width"] - 60 and 60 < y < t["height"] - 110):
            continue
        page.mouse.click(box["x"] + x, box["y"] + y)
        time.sleep(0.2)
        chosen.append(state(page)["chosen"] == link)
        page.keyboard.press("Escape")
    assert len(chosen) >= 3 and sum(chosen) >= 0.6 * len(chosen), chosen  # a symbol may lie over some


def go_back(page, get, region, seconds=20):
    """Back by the keys of the slider, once the region has kept so much."""
    def kept():
        found = get(f"/api/v1/history/range?region={region}")
        return found["from"] and found["to"] and moment(found["to"]) - moment(found["from"]) > seconds + 10

    until(kept, 90, "the region has kept enough")
    until(lambda: page.locator("#time-slider").is_enabled(), 20, "the slider knows of it")
    page.focus("#time-slider")
    for _ in range(seconds):
        page.keyboard.press("ArrowLeft")
    until(lambda: state(page)["mode"] == "past" and state(page)["shownState"] == "loaded", 20, "the past is shown")


def moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def test_twenty_seconds_back_shows_that_second_and_says_so(page, get, region):
    go_back(page, get, region)
    now = state(page)
    assert 15 <= moment(now["time"]) - moment(now["shown"]) <= 60
    scene = get(f"/api/v1/history/scene?region={region}&at={urllib.parse.quote(now['shown'])}")
    frame = Frame(now["origin"])
    told = {one["id"]: frame.point(one["geometry"]["coordinates"]) for one in scene["features"]}
    until(lambda: state(page)["objects"] == len(told), what="as many vehicles as that second had")
    drawn = state(page)["drawn"]
    assert drawn and {one["id"] for one in drawn} <= set(told)
    for one in drawn:
        east, north = told[one["id"]]
        assert abs(one["east"] - east) < 0.5 and abs(one["north"] - north) < 0.5, one
    banner = page.locator("#past")
    clock = now["shown"][11:19]
    assert banner.is_visible() and "PAST" in banner.inner_text() and clock in banner.inner_text()
    until(lambda: page.locator("#clock").inner_text() == clock, what="the clock shows the past")
    assert page.locator("#connection").get_attribute("data-state") == "past"
    assert "LIVE" not in page.locator("#timebar .shown").inner_text()
    labels = page.locator("#panel-totals .tile span").all_inner_texts()
    assert "longest queues" in labels and "waiting now" not in labels
    picture = screen(page, STAGE)
    assert not is_near(picture.pixels.getpixel((20, picture.pixels.height // 2)), GROUND, 6), "the ground is another"
    page.keyboard.press("ArrowLeft")
    until(lambda: moment(state(page)["shown"]) == moment(now["shown"]) - 1, what="one second further back")
    page.keyboard.press("l")
    until(lambda: state(page)["mode"] == "live" and not banner.is_visible(), what="back to live")
    until(lambda: page.locator("#connection").get_attribute("data-state") == "live", what="the indicator is live")
    assert "waiting now" in page.locator("#panel-totals .tile span").all_inner_texts()


SPANS = "[...document.querySelectorAll('#timebar [aria-label=Span] button')].map((one) => one.dataset.value)"


def test_a_week_is_offered_where_it_is_kept(page, get, region):
    kept = get(f"/api/v1/history/range?region={region}")
    until(lambda: page.locator("#time-slider").is_enabled(), 60, "there is a past")
    assert ("604800" in page.evaluate(SPANS)) == (kept["keptSeconds"] > 86400)
    longer = json.dumps({**kept, "from": "2026-01-01T00:00:00Z", "keptSeconds": 8 * 86400})
    page.route("**/api/v1/history/range*", lambda route: route.fulfill(status=200, body=longer))
    until(lambda: "604800" in page.evaluate(SPANS), 15, "a week is offered")
    page.click("#timebar button[data-value='604800']")
    labels = until(lambda: [text for text in ticks(page) if "-" in text[0]], what="days stand below the slider")
    assert len(labels) >= 6
    box = page.locator("#time-slider").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + box["height"] / 2)
    until(lambda: state(page)["mode"] == "past", what="days ago")
    ago = moment(state(page)["time"]) - moment(state(page)["shown"])
    assert 3 * 86400 < ago < 4 * 86400
    day = state(page)["shown"][5:10]
    until(lambda: page.locator("#clock").inner_text().startswith(day), what="another day's time names its day")


def ticks(page):
    """What stands below the slider: [text, left, right]."""
    return page.evaluate("""[...document.querySelectorAll('#timebar .track text')].map((one) => {
        const box = one.getBoundingClientRect();
        return [one.textContent, box.left, box.right];
    })""")


# A bar of time whose present passes through all of its span; the nearest that two texts come to one another, in pixels.
NEAREST = """async () => {
    const { TimeBar } = await import('/assets/time/bar.js');
    const body = document.getElementById('timebar'), end = Date.parse('2026-11-21T15:00:00Z');
    const machine = { rate: 1, isPast: false, hasPast: true, shownSecond: null, region: null,
        range: { from: end - 7 * 86400000, to: end, keptSeconds: 7 * 86400 } };
    body.replaceChildren();
    const bar = new TimeBar(body, machine), found = {};
    for (const span of [600, 3600, 86400, 604800]) {
        Object.assign(bar, { span });
        found[span] = { fewest: 99, nearest: 999 };
        for (let i = 0; i < 97; i += 1) {
            machine.now = machine.newestKept = end + (i / 97) * span * 1000;
            bar.showTrack();
            const boxes = [...body.querySelectorAll('.track text')].map((one) => one.getBoundingClientRect())
                .sort((a, b) => a.left - b.left);
            found[span].fewest = Math.min(found[span].fewest, boxes.length);
            boxes.slice(1).forEach((box, j) => {
                found[span].nearest = Math.min(found[span].nearest, box.left - boxes[j].right);
            });
        }
    }
    return found;
}"""


@pytest.mark.parametrize("size", [(1280, 720), (390, 844)])
@pytest.mark.parametrize("zone", ["UTC", "Asia/Kathmandu"])
def test_the_times_below_the_slider_never_overlap(browser, network, request, region, size, zone):
    with opened(browser, network, request, f"?tier=region&region={region}&time=local", size, zone) as page:
        until(lambda: state(page)["connection"] == "live", 40, "the region is live")
        for span, found in page.evaluate(NEAREST).items():
            assert found["fewest"] >= 3 and found["nearest"] >= 2, (span, found)


def clocks(page):
    """The clock of the header, its zone, and the time bar's with its own."""
    return page.evaluate("""[...document.querySelectorAll('#clock, #clock-zone, #time-shown, #time-shown + span')]
        .map((one) => one.textContent)""")


def test_times_are_utc_or_the_browsers_and_say_which(page):
    until(lambda: clocks(page)[1] == clocks(page)[3] == "UTC", what="English tells UTC")
    assert "time=" not in page.evaluate("location.search")
    page.click("#zones button[data-value='local']")
    until(lambda: clocks(page)[1] == clocks(page)[3] == "UTC+8", what="the browser's time is told")
    wanted = datetime.timezone(datetime.timedelta(hours=8))

    def agrees():
        told, _, bar, _ = clocks(page)
        at = datetime.datetime.fromtimestamp(moment(state(page)["time"]), wanted)
        return told == bar == at.strftime("%H:%M:%S")

    until(agrees, what="header and time bar are eight hours ahead of UTC")
    assert "UTC+8" in [text for text, _, _ in ticks(page)]
    assert "time=local" in page.evaluate("location.search")
    page.reload()
    until(lambda: page.evaluate("Boolean(window.luyun)") and clocks(page)[1] == "UTC+8", 20, "the address remembers")
    page.click("#zones button[data-value='utc']")
    until(lambda: clocks(page)[1] == "UTC" and "time=utc" in page.evaluate("location.search"), what="UTC again")


def test_chinese_tells_the_browsers_time_unless_the_address_says_otherwise(browser, network, request, region):
    for query, zone in (("&lang=zh", "UTC+8"), ("&lang=zh&time=utc", "UTC"), ("&lang=en", "UTC")):
        with opened(browser, network, request, f"?tier=region&region={region}{query}") as page:
            until(lambda: clocks(page)[1] == clocks(page)[3] == zone, 20, f"{query} tells {zone}")


def test_ticks_stand_at_midnight_across_a_change_of_the_clocks(browser, network, request, region):
    with opened(browser, network, request, f"?tier=region&region={region}&time=local", zone="America/New_York") as page:
        told = page.evaluate("""async () => {
            const { onClock, ticksBetween } = await import('/assets/zone.js');
            const day = 86400000, time = Date.parse('2026-11-01T12:00:00Z');
            return ticksBetween(time - 3 * day, time + 3 * day, day).map(onClock);
        }""")
    assert [one[5:] for one in told] == [f"{day}T00:00:00.000" for day in
                                         ("10-30", "10-31", "11-01", "11-02", "11-03", "11-04")]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("tier", ["region", "edge"])
def test_a_telephone_shows_the_whole_legend_and_the_scale_beside_it(browser, network, request, region, tier, language):
    with opened(browser, network, request, f"?tier={tier}&lang={language}", (390, 844)) as page:
        until(lambda: state(page)["connection"] == "live", 40, "it is live")
        stage, legend, scale, *parts = page.evaluate("""(stage) => [stage, ...['.legend', '.scale-bar', '.legend > *']
            .map((one) => `${stage} ${one}`)].flatMap((one) => [...document.querySelectorAll(one)])
            .map((one) => one.getBoundingClientRect()).filter((box) => box.width > 0)
            .map(({ left, right, top, bottom }) => [left, right, top, bottom])""",
            STAGE if tier == "region" else "#stage")
        assert len(parts) >= 9
        for left, right, top, bottom in [legend, *parts]:
            assert left >= stage[0] and right <= stage[1] <= 390 and top >= stage[2] and bottom <= stage[3]
        assert scale[1] <= legend[0] or scale[0] >= legend[1] or scale[3] <= legend[2], "the scale lies over the legend"
        assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_count_of_one_is_told_in_the_singular(page):
    told = page.evaluate("""async () => {
        const { say } = await import('/assets/language.js');
        return ['1', 2, '0'].flatMap((count) => [say('city.regions', { count }), say('unit.vehicles', { count })]);
    }""")
    assert told == ["1 region", "vehicle", "2 regions", "vehicles", "0 regions", "vehicles"]


def test_why_it_stopped_does_not_flicker(page):
    told = page.evaluate("""async () => {
        const { SteadyLiveness } = await import('/assets/motion/liveness.js');
        const steady = new SteadyLiveness(), told = [];
        const hear = (state, from, to) => {
            for (let now = from; now < to; now += 100) told.push([now, steady.take({ state, age: now }, now).state]);
        };
        hear('live', 0, 1000);
        for (let i = 0; i < 6; i += 1) {
            hear('frozen', 1000 + i * 10000, 6000 + i * 10000);
            hear('silent', 6000 + i * 10000, 10500 + i * 10000);
            hear('cut', 10500 + i * 10000, 11000 + i * 10000);
        }
        hear('cut', 61000, 80000);
        hear('live', 80000, 81000);
        hear('silent', 81000, 82000);
        return told;
    }""")
    runs = [told[0]]
    for now, state in told:
        if state != runs[-1][1]:
            runs.append([now, state])
    assert [state for _, state in runs] == ["live", "frozen", "cut", "live", "silent"]
    assert [now for now, _ in runs] == [0, 1000, 70500, 80000, 81000], "another reason after ten seconds, life at once"


def test_the_past_plays_holds_and_ends_in_the_present(page, get, region):
    go_back(page, get, region, 25)
    shown = moment(state(page)["shown"])
    page.focus("#region-traffic")
    page.keyboard.press(" ")
    until(lambda: state(page)["isPlaying"] and moment(state(page)["shown"]) >= shown + 3, 30, "it plays")
    page.keyboard.press(" ")
    until(lambda: not state(page)["isPlaying"], what="it holds")
    held = state(page)["shown"]
    time.sleep(1.2)
    assert state(page)["shown"] == held and state(page)["mode"] == "past"
    page.click("#timebar .segments button[data-value='10']")
    page.focus("#region-traffic")
    page.keyboard.press(" ")
    until(lambda: state(page)["mode"] == "live", 60, "played to its end, the past becomes the present")


def test_the_slider_can_be_dragged_and_the_button_goes_back_to_live(page, get, region):
    go_back(page, get, region, 3)
    box = page.locator("#time-slider").bounding_box()
    page.mouse.click(box["x"] + box["width"] - 40, box["y"] + box["height"] / 2)
    until(lambda: state(page)["mode"] == "past", what="a place on the slider is an instant of the past")
    page.click("#to-live")
    until(lambda: state(page)["mode"] == "live", what="live again")


@pytest.mark.cuts_network
def test_a_second_that_was_not_kept_is_empty_and_says_so(page, get, region):
    sentence = json.dumps({"error": "Nothing is kept of that second."})
    page.route("**/api/v1/history/scene*", lambda route: route.fulfill(status=404, body=sentence))
    until(lambda: page.locator("#time-slider").is_enabled(), 60, "there is a past")
    page.focus("#time-slider")
    page.keyboard.press("ArrowLeft")
    until(lambda: state(page)["shownState"] == "missing", 20, "the second is missing")
    until(lambda: "No scene was kept" in page.locator("#past").inner_text(), what="it says so")
    assert state(page)["objects"] == 0 and state(page)["drawn"] == []


@pytest.mark.cuts_network
def test_without_the_links_of_the_past_no_link_has_a_color(page, get, region):
    page.route("**/api/v1/history/links*", lambda route: route.fulfill(status=404, body='{"error":"no"}'))
    go_back(page, get, region, 3)
    until(lambda: {one["kind"] for one in state(page)["links"]} == {"unobserved"}, 20, "all links are hatched")
    assert "not served" in page.locator("#past").inner_text()


def test_tiers_are_switched_in_the_header_and_the_address(page, tiers):
    buttons = page.locator("#tiers button")
    served = {"edge": bool(tiers["edges"]), "region": True, "center": bool(tiers["center"])}
    assert {one.get_attribute("data-tier"): one.is_enabled() for one in buttons.all()} == served
    for name in [name for name in ("center", "edge", "region") if served[name]]:
        page.click(f"#tiers button[data-tier='{name}']")
        until(lambda: state(page)["tier"] == name and state(page)["connection"] == "live", 30, f"{name} is live")
        until(lambda: f"tier={name}" in page.evaluate("location.search"), what="the address says so")
        assert page.locator("main:visible").count() == 1
    until(lambda: is_settled(state(page)), 30, "the region is drawn again")


def test_an_edge_of_the_list_opens_its_scene(page, get, region):
    edge = [one for one in get(f"/api/v1/edges?region={region}")["edges"] if one["uplink"]][-1]["id"]
    page.click(f".edge[data-edge='{edge}'] .edge-title")
    until(lambda: {"tier=edge", f"edge={edge}"} <= set(page.evaluate("location.search.slice(1).split('&')")), 10,
          "the edge's tier is shown")
    assert page.is_visible("main[data-tier='edge']") and not page.is_visible("main[data-tier='region']")


def test_an_edge_that_is_not_served_is_told(browser, network, request, region):
    body = json.dumps({"edges": [], "regions": [{"id": region, "name": region}], "center": None})
    with opened(browser, network, request, "?tier=center") as page:
        page.route("**/api/v1/tiers", lambda route: route.fulfill(status=200, body=body))
        page.reload()
        until(lambda: page.evaluate("Boolean(window.luyun)") and state(page)["tier"] == "region", 20,
              "what is served is shown, whatever the address asks for")
        for name in ("edge", "center"):
            button = page.locator(f"#tiers button[data-tier='{name}']")
            assert button.is_disabled() and "Not served" in button.get_attribute("title")


def test_chinese_is_complete(page, get, region):
    page.click("#languages button[data-value='zh']")
    until(lambda: page.evaluate("document.documentElement.lang") == "zh-CN", what="the page is in Chinese")
    page.focus("#region-traffic")
    page.keyboard.press("n")
    until(lambda: page.locator("#link-card").is_visible(), what="the card")
    go_back(page, get, region, 2)
    until(lambda: untranslated(page) == [], 10, f"nothing is left in English: {untranslated(page)}")
    texts = page.evaluate("[...document.querySelectorAll('main:not([hidden]) [data-words]')].map((e) => e.textContent)")
    assert len(texts) > 20 and [text for text in texts if not CJK.search(text)] == []
    assert "历史" in page.locator("#past").inner_text()


@pytest.mark.cuts_network
def test_a_cut_connection_is_told_and_nothing_looks_alive(page, network):
    network.cut()
    until(lambda: state(page)["connection"] == "cut", 20, "the indicator says disconnected")
    assert page.locator("#connection").inner_text().startswith("DISCONNECTED")
    assert page.locator("#region-banner").is_visible()
    until(lambda: "LIVE" not in page.locator("#timebar .shown").inner_text(), what="the time bar is not live")
    until(lambda: all(one["opacity"] <= 0.3 for one in state(page)["drawn"]), what="vehicles have faded")
    vivid = [p for p in screen(page, STAGE).colors() if max(p) - min(p) > 60 and p[0] < 200]
    assert len(vivid) < 50, "a stopped map has no colours but its frame"
    assert "not known now" in page.locator("#panel-delivery").inner_text()
    network.open()
    until(lambda: is_settled(state(page)), 30, "the page has reconnected by itself")
    assert not page.locator("#region-banner").is_visible()


@pytest.mark.cuts_network
def test_a_stream_that_falls_silent_is_told(page, network):
    network.stall()
    until(lambda: state(page)["connection"] in ("silent", "cut"), 20, "the indicator tells of the silence")
    assert page.locator("#region-banner").is_visible()
