"""The page of the edge tier, seen as an operator sees it: by its pixels and its words."""

import re
import time

import pytest

from conftest import is_settled, state, until
from geometry import Frame, along, distance, is_near
from pictures import changed, screen

BACKGROUND = (11, 16, 22)
KINDS = ["#9aa5b1", "#8dbdf0", "#b69cf5", "#45c4c9", "#ff9ecb", "#d4e76a", "#ffe3b0", "#ffffff"]
COLORS = [tuple(int(code[i:i + 2], 16) for i in (1, 3, 5)) for code in KINDS]
CJK = re.compile(r"[\u4e00-\u9fff]")


def edge_of(get, page):
    edge = state(page)["edge"]
    return next(one for one in get("/api/v1/edges")["edges"] if one["id"] == edge)


def lines_of(road_map, frame, kind):
    return [[frame.point(position) for position in feature["geometry"]["coordinates"]]
            for feature in road_map["features"] if feature["properties"]["type"] == kind]


def test_lanes_are_drawn_where_the_map_says_and_nowhere_else(page, get):
    edge = edge_of(get, page)
    frame, road_map = Frame(edge["origin"]), get(f"/api/v1/map?edge={edge['id']}")
    lanes, ways = lines_of(road_map, frame, "lane"), lines_of(road_map, frame, "connection")
    assert state(page)["lanes"] == len(lanes)
    shot = screen(page)
    on_lanes = [shot.color(point) for lane in lanes for point in along(lane, 4)]
    on_lanes = [color for color in on_lanes if color]
    assert len(on_lanes) > 20
    # Signal heads are dark and may cover some; without lanes, vehicles alone colour some third.
    paved = sum(not is_near(color, BACKGROUND, 12) for color in on_lanes)
    assert paved >= 0.9 * len(on_lanes), f"{paved} of {len(on_lanes)} points on lanes are paved"
    drawn = state(page)["drawn"]
    t = shot.transform
    beside = []
    for i in range(60):
        for j in range(40):
            point = (t["east"] + (i - 30) / 60 * t["width"] / t["scale"],
                     t["north"] + (j - 20) / 40 * t["height"] / t["scale"])
            far = 60 / t["scale"]  # clear of heads, names and symbols
            if min(distance(point, line) for line in lanes + ways) > max(20, far):
                if all(abs(one["east"] - point[0]) + abs(one["north"] - point[1]) > 20 for one in drawn):
                    beside.append(shot.color(point))
    assert len(beside) > 50
    empty = sum(is_near(color, BACKGROUND, 12) for color in beside)
    assert empty >= 0.9 * len(beside), f"{empty} of {len(beside)} points far from lanes are empty"


def test_objects_are_where_the_scene_says(page, get):
    edge = edge_of(get, page)
    frame = Frame(edge["origin"])
    scene = {one["id"]: one for one in get(f"/api/v1/scene?edge={edge['id']}")["features"]}
    drawn = [one for one in state(page)["drawn"] if one["id"] in scene]
    assert len(drawn) >= 0.5 * min(len(scene), state(page)["objects"]) > 0
    near = 0
    for one in drawn:
        feature = scene[one["id"]]
        east, north = frame.point(feature["geometry"]["coordinates"])
        reach = 2 + 1.0 * feature["properties"]["speedMetersPerSecond"]  # the two were not taken at one instant
        near += abs(one["east"] - east) <= reach and abs(one["north"] - north) <= reach
    assert near >= 0.9 * len(drawn)


def test_objects_are_drawn_in_the_color_of_their_class(page):
    page.focus("#traffic")
    for _ in range(4):
        page.keyboard.press("+")
    until(lambda: shows_colors(page), 20, "most of the objects in view show the colour of their class")


def shows_colors(page):
    before = {one["id"]: one for one in state(page)["drawn"]}
    shot = screen(page)
    after = {one["id"]: one for one in state(page)["drawn"]}
    found = looked_at = 0
    for id in before.keys() & after.keys():
        a, b = before[id], after[id]
        x, y = shot.place((b["east"], b["north"]))
        inside = 10 < x < shot.pixels.width - 10 and 10 < y < shot.pixels.height - 10
        if not inside or min(a["opacity"], b["opacity"]) < 0.95:
            continue
        looked_at += 1
        # The picture was taken at some instant between the two states: somewhere on the way there is its colour.
        way = [(a["east"] + (b["east"] - a["east"]) * i / 20, a["north"] + (b["north"] - a["north"]) * i / 20)
               for i in range(21)]
        around = [(p[0] + dx, p[1] + dy) for p in way for dx in (-0.8, 0, 0.8) for dy in (-0.8, 0, 0.8)]
        found += any(is_near(shot.color(point), COLORS[a["kind"]], 30) for point in around)
    return looked_at > 0 and found >= 0.8 * looked_at


def test_objects_move_and_what_moves_changes_the_picture(page):
    first_shot, first = screen(page), {one["id"]: one for one in state(page)["drawn"]}
    sequence = state(page)["sequence"]

    def moved():
        now = {one["id"]: one for one in state(page)["drawn"]}
        return [id for id in first.keys() & now.keys()
                if abs(now[id]["east"] - first[id]["east"]) + abs(now[id]["north"] - first[id]["north"]) > 5]

    until(moved, 20, "something has moved by 5 m")
    assert state(page)["sequence"] > sequence
    second_shot = screen(page)
    assert changed(first_shot, second_shot) > 30


def test_motion_is_interpolated_between_scenes(page):
    """What moves has a new place in (nearly) every frame, not only in every scene, and never jumps back in time."""
    frames = page.evaluate("""() => new Promise((done) => {
        const frames = [];
        const take = () => {
            const { displayTime, drawn } = luyun.state();
            frames.push([displayTime, Object.fromEntries(drawn.map((one) => [one.id, [one.east, one.north]]))]);
            frames.length < 60 ? requestAnimationFrame(take) : done(frames);
        };
        take();
    })""")
    times = [time for time, _ in frames]
    assert all(b - a >= -5 for a, b in zip(times, times[1:]))
    staying = set.intersection(*(set(places) for _, places in frames))
    fastest = max(staying, key=lambda id: abs(frames[-1][1][id][0] - frames[0][1][id][0])
                  + abs(frames[-1][1][id][1] - frames[0][1][id][1]))
    places = {tuple(places[fastest]) for _, places in frames}
    assert len(places) >= 0.85 * len(set(times)), f"{len(places)} places in {len(set(times))} instants"


def heads(page):
    """{(node, phase): (light in words, seconds)} as the panel shows them."""
    rows = page.evaluate("""() => [...document.querySelectorAll('#panel-signals li')].map((li) =>
        [li.parentElement.dataset.node + '/' + li.dataset.phase, li.title.split(',')[0],
         li.querySelector('b').textContent])""")
    return {key: (light, int(seconds)) for key, light, seconds in rows if seconds.isdigit()}


def test_signals_count_down(page, get):
    first = until(lambda: heads(page), what="a count-down in the panel")
    edge = state(page)["edge"]
    told = {f"{one['node']}/{phase['phase']}": phase["remainingSeconds"]
            for one in get(f"/api/v1/signals?edge={edge}")["intersections"] for phase in one["phases"]}
    same = [key for key in first if told.get(key) is not None and abs(told[key] - first[key][1]) <= 2]
    assert len(same) >= 0.5 * len(first)

    def counted():
        before = heads(page)
        time.sleep(3)
        after = heads(page)
        steps = [before[key][1] - after[key][1] for key in before
                 if key in after and before[key][0] == after[key][0] and before[key][1] > 5]
        return steps and sum(2 <= step <= 4 for step in steps) >= 0.5 * len(steps)

    until(counted, 20, "most heads count down by 3 in 3 s")


def test_the_panel_shows_rates_latencies_and_devices(page, get):
    edge = state(page)["edge"]
    stages = get(f"/api/v1/stages?edge={edge}")
    tiles = page.locator("#panel-ingest .tile b")
    until(lambda: "–" not in tiles.all_text_contents(), what="ingest figures")
    rate, received, accepted, dropped = (int(text.replace(",", "")) for text in tiles.all_text_contents())
    assert rate > 0 and received == accepted + dropped
    assert abs(received - stages["ingest"]["received"]) <= 10 * max(rate, 10)
    rows = page.locator("#panel-latency tbody tr").all()
    assert len(rows) == len(stages["stages"])
    for row, stage in zip(rows, stages["stages"]):
        cells = row.locator("td").all_text_contents()[1:4]
        if stage["count"]:
            p50, p99, p999 = (float(cell) for cell in cells)
            assert 0 <= p50 <= p99 <= p999
    assert page.locator("#scheduling").is_visible() == (stages["schedulingClass"] != "fifo")
    devices = get(f"/api/v1/devices?edge={edge}")["devices"]
    assert page.locator("#panel-devices tbody button").all_text_contents() == [one["unit"] for one in devices]
    known = [one for one in devices if one["calibration"]]
    rows = page.locator("#panel-calibration tbody tr:not(.detail)")
    assert rows.locator("th").all_text_contents() == [one["unit"] for one in known]
    for row, one in zip(rows.all(), known):
        turn = float(row.locator("td span").all_text_contents()[2].replace("−", "-"))
        assert abs(turn - one["calibration"]["turnDegrees"]["value"]) < 0.2
        rings = row.locator("xpath=following-sibling::tr[1]").locator("rect")
        assert rings.count() == len(one["calibration"]["detection"])


def test_switching_the_edge_changes_the_map(page, get):
    edges = get("/api/v1/edges")["edges"]
    if len(edges) < 2:
        pytest.skip("the process serves one edge only")
    before, shot = state(page), screen(page)
    other = next(one["id"] for one in edges if one["id"] != before["edge"])
    page.click(f"#edges button[data-value='{other}']")
    until(lambda: state(page)["edge"] == other and is_settled(state(page)), 20, "the other edge is live")
    wanted = sum(one["properties"]["type"] == "lane" for one in get(f"/api/v1/map?edge={other}")["features"])
    assert state(page)["lanes"] == wanted
    after = screen(page)
    assert changed(shot, after) > 1000
    assert f"edge={other}" in page.url


def test_a_chosen_object_tells_all_about_itself(page):
    page.focus("#traffic")
    card = page.locator("#inspector")
    facts = ("km/h", "Speed", "Lane", "Sources", "Track age", "Last observed")

    def told():
        page.keyboard.press("n")  # the one that was chosen before may have left the scene
        until(card.is_visible, what="the card")
        text = card.inner_text()
        return re.search(r"#\d+", text) and all(word in text for word in facts)

    until(told, what=f"a card with {facts}")
    page.keyboard.press("Escape")
    until(lambda: not card.is_visible(), what="the card is gone")


def test_chinese_is_complete(page):
    keys = page.evaluate("""async () => {
        const { english } = await import('/assets/words/english.js');
        const { chinese } = await import('/assets/words/chinese.js');
        return [Object.keys(english).sort(), Object.keys(chinese).sort()];
    }""")
    assert keys[0] == keys[1]
    page.click("#languages button[data-value='zh']")
    until(lambda: page.evaluate("document.documentElement.lang") == "zh-CN", what="the page is in Chinese")
    texts = page.evaluate("[...document.querySelectorAll('[data-words]')].map((e) => e.textContent)")
    foreign = [text for text in texts if not CJK.search(text) and text not in ("BSM", "RSM", "SPAT", "MAP", "RSI")]
    assert len(texts) > 30 and foreign == []
    assert "边缘云" in page.locator("#tiers").inner_text() and "路侧单元" in page.locator("#panel").inner_text()
    page.click("#languages button[data-value='en']")
    assert "Roadside units" in page.locator("#panel").inner_text()


@pytest.mark.cuts_network
def test_a_cut_connection_is_told_and_nothing_looks_alive(page, network):
    network.cut()
    until(lambda: state(page)["connection"] == "cut", 10, "the indicator says disconnected")
    assert page.locator("#connection").inner_text().startswith("DISCONNECTED")
    assert page.locator("#banner").is_visible()
    assert all(one["opacity"] <= 0.3 for one in state(page)["drawn"])
    until(lambda: heads(page) == {}, 10, "no count-down goes on without messages")
    vivid = [p for p in screen(page).colors() if max(p) - min(p) > 60 and p[0] < 200]
    assert len(vivid) < 50, "a stopped scene has no colours but its frame"
    before = state(page)["drawn"]
    time.sleep(1)
    assert [(one["id"], one["east"]) for one in state(page)["drawn"]] == [(one["id"], one["east"]) for one in before]
    network.open()
    until(lambda: is_settled(state(page)), 20, "the page has reconnected by itself")
    assert not page.locator("#banner").is_visible()


@pytest.mark.cuts_network
def test_a_stream_that_falls_silent_is_told(page, network):
    network.stall()
    until(lambda: state(page)["connection"] in ("silent", "cut"), 10, "the indicator tells of the silence")
    assert page.locator("#banner").is_visible()
    until(lambda: heads(page) == {}, 10, "no count-down goes on without messages")
