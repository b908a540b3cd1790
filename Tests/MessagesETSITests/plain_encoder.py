"""A plain encoder (X.691, unaligned), which can also write what a schema forbids or does not know."""


class Bend:
    """One place where the encoder writes what the schema forbids (`invalid-`) or does not know (`future-`)."""

    def __init__(self, kind, place, rng):
        self.kind, self.place, self.rng = kind, place, rng


class Encoder:
    def __init__(self, schema, bend=None):
        self.schema, self.bend, self.seen = schema, bend, []

    def octets(self, name, value, path=()):
        """The encoding of a whole value, alone or inside an open type: padded, and never empty."""
        bits = self.encode(name, value, list(path))
        bits += "0" * (-len(bits) % 8) if bits else "0" * 8
        return bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8))

    def places(self, name, value, kind):
        """Where a bend of a kind is possible: pairs of a path and a type's name."""
        self.octets(name, value)
        return [(path, name) for seen, path, name in self.seen if seen == kind]

    def possible(self, kind, path, node):
        """Notes the place, and tells whether the bend is here."""
        place = ".".join(path)
        self.seen.append((kind, place, node.get("name", node["type"])))
        return self.bend is not None and (self.bend.kind, self.bend.place) == (kind, place)

    # Pieces of X.691

    def whole(self, value, low, high):
        """Clause 11.5: a number with both bounds."""
        width = (high - low).bit_length()
        return format(value - low, f"0{width}b") if width else ""

    def spare(self, low, high):
        """The bits' largest value, where it lies above the bound."""
        top = low + (1 << (high - low).bit_length()) - 1
        return top if top > high else None

    def length(self, count):
        assert count < 16384
        return format(count, "08b") if count < 128 else "10" + format(count, "014b")

    def small(self, number):
        """Clause 11.6: a normally small number."""
        assert number < 64
        return "0" + format(number, "06b")

    def open(self, octets):
        return self.length(len(octets)) + "".join(format(octet, "08b") for octet in octets)

    def unbounded(self, value):
        octets = value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True)
        return self.open(octets)

    def some(self):
        return bytes(self.bend.rng.randrange(256) for _ in range(self.bend.rng.randrange(1, 5)))

    # Types

    def encode(self, node, value, path):
        node = self.schema.resolved(node)
        method = node["type"].replace(" ", "_").lower()
        return getattr(self, "of_" + method)(node, value, path)

    def of_boolean(self, node, value, path):
        return "1" if value else "0"

    def of_integer(self, node, value, path):
        low, high, marked = self.schema.bounds(node)
        if marked and not low <= value <= high:
            return "1" + self.unbounded(value)
        top = self.spare(low, high)
        if top is not None and self.possible("invalid-int>max", path, node):
            value = self.bend.rng.choice([high + 1, top])
        return ("0" if marked else "") + self.whole(value, low, high)

    def of_enumerated(self, node, value, path):
        root, more, marked = self.schema.names(node)
        if marked and self.possible("future-enum", path, node):
            return "1" + self.small(len(more) + self.bend.rng.randrange(3))
        if value in more:
            return "1" + self.small(more.index(value))
        index = root.index(value)
        if self.spare(0, len(root) - 1) is not None and self.possible("invalid-enum-index", path, node):
            index = len(root)
        return ("0" if marked else "") + self.whole(index, 0, len(root) - 1)

    def of_choice(self, node, value, path):
        fields, marked = self.schema.fields(node)
        (name, part), = value.items()
        if marked and self.possible("future-choice", path, node):
            return "1" + self.small(self.bend.rng.randrange(3)) + self.open(self.some())
        index = [field["name"] for field in fields].index(name)
        body = self.encode(fields[index], part, path + [name])
        if self.spare(0, len(fields) - 1) is not None and self.possible("invalid-choice-index", path, node):
            index = len(fields)
        return ("0" if marked else "") + self.whole(index, 0, len(fields) - 1) + body

    def of_sequence(self, node, value, path):
        fields, marked = self.schema.fields(node)
        grows = marked and self.possible("future-seq", path, node)
        bits = ("1" if grows else "0") if marked else ""
        bits += "".join("1" if field["name"] in value else "0" for field in fields if field.get("optional"))
        for field in fields:
            if field["name"] not in value:
                continue
            part, here = value[field["name"]], path + [field["name"]]
            if self.schema.resolved(field)["type"] == "OPEN":
                (inner, part), = part.items()
                bits += self.open(self.octets(inner, part, here))
            elif field["name"] == "containerId" and self.possible("future-container", path, node):
                bits += self.whole(self.bend.rng.randint(6, 16), 1, 16)
            else:
                bits += self.encode(field, part, here)
        if grows:  # clause 19.7: a count, which of the additions are there, and those as open types
            present = self.bend.rng.choice(["1", "01", "101"])
            bits += self.small(len(present) - 1) + present
            bits += "".join(self.open(self.some()) for bit in present if bit == "1")
        return bits

    def count(self, node, size, path):
        """The size of what has one; beyond a marker it is a length."""
        low, high, marked = self.schema.bounds(node)
        if high is None:
            return self.length(size)
        if marked and not low <= size <= high:
            return "1" + self.length(size)
        top = self.spare(low, high)
        if top is not None and self.possible("invalid-list>max", path, node):
            size = self.bend.rng.choice([high + 1, top])
        return ("0" if marked else "") + self.whole(size, low, high)

    def of_sequence_of(self, node, value, path):
        head = self.count(node, len(value), path)
        return head + "".join(self.encode(node["element"], part, path + [f"[{i}]"]) for i, part in enumerate(value))

    def of_bit_string(self, node, value, path):
        return self.count(node, len(value), path) + value

    def of_octet_string(self, node, value, path):
        octets = bytes.fromhex(value)
        return self.count(node, len(octets), path) + "".join(format(octet, "08b") for octet in octets)

    def of_ia5string(self, node, value, path):
        return self.count(node, len(value), path) + "".join(format(ord(letter), "07b") for letter in value)

    def of_utf8string(self, node, value, path):  # its size is no part of the encoding
        return self.open(value.encode())
