"""The schema as asn1tools parses it, and values in the JSON form of the vectors.

The form: SEQUENCE is an object (absent key = absent component), CHOICE an object with one key, OCTET STRING lower-case
hex, BIT STRING its bits as a string, ENUMERATED its name, an open type an object with the name of its type.
"""
# The table of a CPM's open type, which asn1tools reads over.
CONTAINERS = {1: "OriginatingVehicleContainer", 2: "OriginatingRsuContainer", 3: "SensorInformationContainer",
              4: "PerceptionRegionContainer", 5: "PerceivedObjectContainer"}
PHONE = " 0123456789"
# Codes that a sender leaves out (a DEFAULT in the standard, OPTIONAL in our text); pycrate puts them in on decoding.
DEFAULTS = {"validityDuration": 600, "deltaAltitude": 12800, "altitudeConfidence": "unavailable"}


class Schema:
    def __init__(self, parsed):
        self.types = {}
        for module in parsed.values():
            self.types.update(module["types"])

    def resolved(self, node):
        """A type with references followed; the constraints of the reference win."""
        if isinstance(node, str):
            node = {"type": node}
        kind = node["type"]
        if kind == "CPM-CONTAINER-ID-AND-TYPE.&id":
            return self.resolved("CpmContainerId")
        if kind == "CPM-CONTAINER-ID-AND-TYPE.&Type":
            return {"type": "OPEN"}
        if kind not in self.types:
            return node
        target = dict(self.resolved(self.types[kind]))
        target.update({key: node[key] for key in ("restricted-to", "size") if key in node})
        target["name"] = kind
        return target

    def bounds(self, node):
        """Lower and upper bound of an integer's value or another type's size, and whether there is a marker."""
        words = node.get("restricted-to") or node.get("size") or [(0, None)]
        low, high = words[0] if isinstance(words[0], (tuple, list)) else (words[0], words[0])
        return low, high, None in words[1:]

    def fields(self, node):
        return [field for field in node["members"] if field is not None], None in node["members"]

    def names(self, node):
        """Names before and behind the marker, each in the order of their numbers."""
        values = node["values"]
        split = values.index(None) if None in values else len(values)
        order = lambda part: [name for name, _ in sorted(part, key=lambda item: item[1])]
        return order(values[:split]), order(v for v in values[split + 1:] if v is not None), None in values

    def walk(self, node, value, leaf, open_type):
        """The value in another form: leaf(node, value) for what is no sequence, open_type for open types."""
        node = self.resolved(node)
        kind = node["type"]
        if node.get("name") == "PhoneNumber":
            return leaf(node, value)
        if kind == "SEQUENCE":
            out, fields = {}, self.fields(node)[0]
            for name in [field["name"] for field in fields if field.get("optional")]:
                if name in DEFAULTS and value.get(name) == DEFAULTS[name]:
                    value = {key: part for key, part in value.items() if key != name}
            for field in fields:
                if field["name"] in value:
                    part = value[field["name"]]
                    if self.resolved(field)["type"] == "OPEN":
                        out[field["name"]] = open_type(CONTAINERS.get(value["containerId"]), part)
                    else:
                        out[field["name"]] = self.walk(field, part, leaf, open_type)
            assert len(out) == len(value), (node.get("name"), set(value) - set(out))
            return out
        if kind == "SEQUENCE OF":
            return [self.walk(node["element"], part, leaf, open_type) for part in value]
        return leaf(node, value)

    def choice(self, node, name):
        return next(field for field in self.fields(node)[0] if field["name"] == name)

    def to_pycrate(self, name, value):
        def leaf(node, value):
            if node["type"] == "CHOICE":
                (name, part), = value.items()
                return (name, self.walk(self.choice(node, name), part, leaf, inner))
            if node["type"] == "BIT STRING":
                return (int(value or "0", 2), len(value))
            return bytes.fromhex(value) if node["type"] == "OCTET STRING" else value

        def inner(_, part):
            (name, part), = part.items()
            return (name, self.walk(name, part, leaf, inner))
        return self.walk(name, value, leaf, inner)

    def from_pycrate(self, name, value):
        def leaf(node, value):
            kind = node["type"]
            if node.get("name") == "PhoneNumber":
                return [PHONE.index(letter) for letter in value] if isinstance(value, str) else value
            if kind == "CHOICE":
                return {value[0]: self.walk(self.choice(node, value[0]), value[1], leaf, inner)}
            if kind == "BIT STRING":
                return format(value[0], f"0{value[1]}b") if value[1] else ""
            if kind == "OCTET STRING":  # of a regional extension: an open type there
                return (value[1] if isinstance(value, tuple) else value).hex()
            return value
        inner = lambda _, part: {part[0]: self.walk(part[0], part[1], leaf, inner)}
        return self.walk(name, value, leaf, inner)

    def to_asn1tools(self, name, value, codec):
        def leaf(node, value):
            if node["type"] == "CHOICE":
                (name, part), = value.items()
                return (name, self.walk(self.choice(node, name), part, leaf, inner))
            if node["type"] == "BIT STRING":
                padded = value + "0" * (-len(value) % 8)
                return (bytes(int(padded[i:i + 8], 2) for i in range(0, len(padded), 8)), len(value))
            return bytes.fromhex(value) if node["type"] == "OCTET STRING" else value

        def inner(_, part):
            (name, part), = part.items()
            return codec.encode(name, self.walk(name, part, leaf, inner))
        return self.walk(name, value, leaf, inner)

    def from_asn1tools(self, name, value, codec):
        def leaf(node, value):
            kind = node["type"]
            if kind == "CHOICE":
                return {value[0]: self.walk(self.choice(node, value[0]), value[1], leaf, inner)}
            if kind == "BIT STRING":
                return "".join(format(octet, "08b") for octet in value[0])[:value[1]]
            return value.hex() if kind == "OCTET STRING" else value

        def inner(name, part):
            return {name: self.walk(name, codec.decode(name, part), leaf, inner)}
        return self.walk(name, value, leaf, inner)

    def has_long_bits(self, name, value):
        found = []

        def leaf(node, value):
            if node["type"] == "CHOICE":
                (name, part), = value.items()
                self.walk(self.choice(node, name), part, leaf, inner)
            elif node["type"] == "BIT STRING" and len(value) > self.bounds(node)[1]:
                found.append(value)
        inner = lambda _, part: [self.walk(name, inside, leaf, inner) for name, inside in part.items()]
        self.walk(name, value, leaf, inner)
        return bool(found)


class Sampler:
    """Values: smallest, largest, all codes for unavailable, all components, random, or beyond the markers."""

    def __init__(self, schema, rng):
        self.schema, self.rng = schema, rng

    def value(self, node, mode, depth=0):
        node, rng = self.schema.resolved(node), self.rng
        kind = node["type"]
        if kind == "SEQUENCE":
            return self.sequence(node, mode, depth)
        if kind == "CHOICE":
            fields = self.schema.fields(node)[0]
            index = {"min": 0, "max": len(fields) - 1}.get(mode, rng.randrange(len(fields)))
            return {fields[index]["name"]: self.value(fields[index], mode, depth + 1)}
        if kind == "BOOLEAN":
            return {"min": False, "max": True}.get(mode, rng.random() < 0.5)
        if kind == "ENUMERATED":
            root, more, _ = self.schema.names(node)
            if mode == "unavailable" and "unavailable" in root:
                return "unavailable"
            return {"min": root[0], "max": root[-1]}.get(mode) or rng.choice(root + more)
        low, high, marked = self.schema.bounds(node)
        if kind == "INTEGER":
            if mode == "beyond" and marked and rng.random() < 0.7:
                return high + rng.choice([1, 200, 70000])
            if mode in ("max", "unavailable") or rng.random() < 0.15:
                return high
            return low if mode == "min" or rng.random() < 0.15 else rng.randint(low, high)
        return self.sized(node, kind, mode, depth, low, high, marked)

    def sized(self, node, kind, mode, depth, low, high, marked):
        rng = self.rng
        high = low + 16 if high is None else high
        more = 3 if kind != "SEQUENCE OF" else 2 if depth < 5 else 0
        few = min(high, max(low, 1) + more if mode in ("random", "beyond") else low + (1 if depth < 4 else 0))
        size = {"min": low, "max": few}.get(mode, rng.randint(low, few))
        if mode == "beyond" and marked and high < 17 and rng.random() < 0.7:
            size = high + rng.randint(1, 2)
        if kind == "SEQUENCE OF":
            return [self.value(node["element"], mode, depth + 1) for _ in range(size)]
        if kind == "BIT STRING":
            bit = {"min": lambda: "0", "max": lambda: "1"}.get(mode, lambda: rng.choice("01"))
            return "".join(bit() for _ in range(size))
        if kind == "OCTET STRING":
            return bytes(rng.randrange(256) for _ in range(max(size, 1))).hex()
        return "".join(rng.choice("AZaz09 -_") for _ in range(size))

    def sequence(self, node, mode, depth):
        value = {}
        for field in self.schema.fields(node)[0]:
            name, rng = field["name"], self.rng
            if field.get("optional"):
                chance = {"min": 0, "max": 1, "unavailable": 1, "allopt": 1}.get(mode, 0.75 / (1 + depth / 4))
                if rng.random() >= chance:
                    continue
            if self.schema.resolved(field)["type"] == "OPEN":
                inner = CONTAINERS[value["containerId"]]
                value[name] = {inner: self.value(inner, mode, depth + 1)}
            elif name == "containerId":
                value[name] = {"min": 1, "max": 5}.get(mode) or self.rng.randint(1, 5)
            elif name == "regionId":  # one that no table of the references names
                value[name] = self.rng.choice([0, 7, 129, 255])
            else:
                value[name] = self.value(field, mode, depth + 1)
            if field.get("optional") and DEFAULTS.get(name) == value[name]:
                del value[name]
        return value
