"""Definitions that others wrote, as pycrate objects, and random values of them."""
import importlib.util, pathlib, re, tempfile

_modules = {}


def compiled(texts, name):
    """ASN.1 text through pycrate's compiler: the list of its modules."""
    from pycrate_asn1c.asnproc import GLOBAL, PycrateGenerator, compile_text, generate_modules
    GLOBAL.clear()
    compile_text(texts, name=name)
    path = pathlib.Path(tempfile.mkdtemp()) / (name + ".py")
    generate_modules(PycrateGenerator, str(path))
    GLOBAL.clear()
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return [thing for thing in vars(module).values() if hasattr(thing, "_obj_")]


def release2_module(name, roots):
    """The VAM (with its dictionary, 2.1.1) or the dictionary (2.3.1) of v2xflexstack; its text is read, not run."""
    if name not in _modules:
        base = importlib.util.find_spec("flexstack").submodule_search_locations[0]
        path = "facilities/vru_awareness_service/vam_asn1.py" if name == "vam" else "utils/asn1/etsi_its_cdd.py"
        text = (pathlib.Path(base) / path).read_text()
        text = text[text.index('"""') + 3:text.rindex('"""')]
        text = re.sub(r"--.*", "", re.sub(r"/\*.*?\*/", "", text, flags=re.S))
        _modules[name] = compiled([pruned(readable(text), roots)], name)[0]
    return _modules[name]


def readable(text):
    """The text without what pycrate's compiler can not read, none of which changes an encoding."""
    while match := re.search(r"\(\s*\(?\s*WITH\s+COMPONENT", text):
        start, end, depth = match.start(), match.start(), 0
        while True:
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            end += 1
            if depth == 0:
                break
        text = text[:start] + text[end:]
    # The union's range is 0 to 14; the corners' inner size stands for the outer one; second ranges of sizes go.
    text = text.replace("(unknown|passengerCar..tram|agricultural)", "(0..14)")
    text = re.sub(r"SequenceOfCartesianPosition3d\s*\(\s*SIZE\s*\(3\.\.16,\.\.\.\)\)",
                  "SEQUENCE (SIZE(3..16,...)) OF CartesianPosition3d", text)
    text = re.sub(r",\s*\.\.\.\s*,\s*[-0-9. ]+\)", ", ...)", text)
    # Two names that version 2.2.1 changed, the bits being the same.
    return text.replace("centerPoint", "shapeReferencePoint").replace("stationaryHorizontal", "horizontal")


def pruned(text, roots):
    """The module with the assignments that the roots need."""
    head, body = text[:text.index("BEGIN") + 5], text[text.index("BEGIN") + 5:text.rindex("END")]
    parts = [part.lstrip() for part in re.split(r"(?m)^[ \t]*(?=[A-Za-z][\w-]*\s*::=)", body)[1:]]
    assignments = {re.match(r"[\w-]+", part)[0]: part for part in parts}
    wanted, open_names = set(), list(roots)
    while open_names:
        name = open_names.pop()
        if name in assignments and name not in wanted:
            wanted.add(name)
            open_names += re.findall(r"\b[A-Z][\w-]*", assignments[name].split("::=", 1)[1])
    return head + "\n" + "".join(part for name, part in assignments.items() if name in wanted) + "\nEND\n"


def sample_of(thing, rng, depth=0):
    """A random value of a pycrate object, by its own definition and without a look at ours."""
    kind = thing.TYPE
    if kind == "BOOLEAN":
        return rng.random() < 0.5
    if kind == "INTEGER":
        low, high = thing._const_val.lb, thing._const_val.ub
        return rng.choice([low, high, rng.randint(low, high)])
    if kind == "ENUMERATED":
        return rng.choice(list(thing._root) + list(thing._ext or []))
    if kind in ("OCTET STRING", "BIT STRING", "SEQUENCE OF") or kind.endswith("String"):
        return _sized(thing, kind, rng, depth)
    if kind == "CHOICE":
        name = rng.choice(list(thing._root))
        return (name, sample_of(thing._cont[name], rng, depth + 1))
    if kind == "OPEN_TYPE":
        return ("_unk_004", bytes(rng.randrange(256) for _ in range(rng.randint(1, 6))))
    value = {}
    for name, part in thing._cont.items():
        optional = getattr(part, "_opt", False) or getattr(part, "_def", None) is not None
        if not optional or rng.random() < 0.9 / (1 + depth / 3):
            value[name] = sample_of(part, rng, depth + 1)
            if name == "regionId":  # a number that no table names
                value[name] = rng.choice([0, 7, 129, 255])
    for name, part in thing._cont.items():
        if name in value and getattr(part, "_def", None) == value[name]:
            del value[name]  # a sender leaves out what is the default
    return value


def _sized(thing, kind, rng, depth):
    low, high = thing._const_sz.lb, thing._const_sz.ub
    size = rng.choice([low, min(high, low + 1), min(high, rng.randint(low, high), low + 3)])
    if kind == "SEQUENCE OF":
        return [sample_of(thing._cont, rng, depth + 1) for _ in range(size)]
    if kind == "OCTET STRING":
        return bytes(rng.randrange(256) for _ in range(size))
    if kind == "BIT STRING":
        return (rng.getrandbits(size) if size else 0, size)
    letters = " 0123456789" if kind == "NumericString" else "AZaz09 -_"
    return "".join(rng.choice(letters) for _ in range(size))
