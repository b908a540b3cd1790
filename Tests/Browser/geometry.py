"""From longitude and latitude to the pixels of a screenshot, computed independently of the page."""

import math


class Frame:
    """The local frame of an edge: metres east and north of its origin (series on the WGS 84 ellipsoid)."""

    def __init__(self, origin):
        self.latitude, self.longitude = origin["latitude"], origin["longitude"]

    def point(self, position):
        middle = math.radians((self.latitude + position[1]) / 2)
        north = 111132.92 - 559.82 * math.cos(2 * middle) + 1.175 * math.cos(4 * middle)
        along = math.radians(position[1])
        east = 111412.84 * math.cos(along) - 93.5 * math.cos(3 * along) + 0.118 * math.cos(5 * along)
        return (position[0] - self.longitude) * east, (position[1] - self.latitude) * north


class Screen:
    """A screenshot of the canvas together with the transform that it was drawn with."""

    def __init__(self, image, transform):
        self.pixels, self.transform = image.convert("RGB"), transform

    def place(self, point):
        t = self.transform
        return (t["width"] / 2 + (point[0] - t["east"]) * t["scale"],
                t["height"] / 2 - (point[1] - t["north"]) * t["scale"])

    def colors(self):
        """All pixels, row by row."""
        data = self.pixels.tobytes()
        return list(zip(data[0::3], data[1::3], data[2::3]))

    def color(self, point):
        """The colour at a point in metres; None outside the canvas."""
        x, y = (round(value) for value in self.place(point))
        if 0 <= x < self.pixels.width and 0 <= y < self.pixels.height:
            return self.pixels.getpixel((x, y))
        return None


def along(line, step):
    """Points on a polyline every `step` metres, ends left out."""
    for (x0, y0), (x1, y1) in zip(line, line[1:]):
        count = int(math.dist((x0, y0), (x1, y1)) / step)
        for i in range(1, count):
            yield x0 + (x1 - x0) * i / count, y0 + (y1 - y0) * i / count


def distance(point, line):
    """The distance from a point to a polyline."""
    best = math.inf
    for (x0, y0), (x1, y1) in zip(line, line[1:]):
        dx, dy = x1 - x0, y1 - y0
        square = dx * dx + dy * dy
        share = max(0, min(1, ((point[0] - x0) * dx + (point[1] - y0) * dy) / square)) if square else 0
        best = min(best, math.dist(point, (x0 + dx * share, y0 + dy * share)))
    return best


def is_near(color, other, tolerance=40):
    return color is not None and max(abs(a - b) for a, b in zip(color, other)) <= tolerance
