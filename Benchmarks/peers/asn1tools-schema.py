"""Writes the schema anew so that asn1tools' C generator takes it and reads the same bits.

The generator drops the extension bit of an extensible CHOICE or ENUMERATED and knows no extensible sizes and no
IA5String. Each becomes what has the same bits for values of the root: a bit and the rest. Open types, lists without an
end and what comes behind a marker are left out; so are the two Day II messages that it cannot take at all.

    asn1tools-schema.py FOLDER NEW_FOLDER
"""

import os
import re
import sys

LEFT_OUT = ["RTCMcorrections", "VehiclePaymentMessage"]
DAY_II = LEFT_OUT + [
    "CLPMM", "PAMData", "PersonalSafetyMessage", "RoadsideCoordination", "SensorSharingMsg", "TestMsg",
    "VehIntentionAndRequest"]


def bit_and(kind, rest):
    return "SEQUENCE { extended BOOLEAN, root " + kind + " " + rest + " }"


def rewritten(text, name):
    text = re.sub(r"--[^\n]*", "", text)
    text = re.sub(r"MessageFrameExt ::= SEQUENCE \{[^}]*\}", "", text)
    text = re.sub(
        r"(BIT|OCTET) STRING\s*(?:\{[^}]*\})?\s*\(\s*SIZE\s*\(([^,()]*),\s*\.\.\.\s*\)\s*\)",
        lambda m: bit_and(m.group(1) + " STRING", "(SIZE(" + m.group(2) + "))"), text)
    text = re.sub(
        r"(ENUMERATED|CHOICE)\s*\{([^{}]*?),\s*\.\.\.[^{}]*\}",
        lambda m: bit_and(m.group(1), "{" + m.group(2) + "}"), text)
    text = re.sub(r"IA5String\s*\(\s*SIZE\s*\(([^()]*)\)\s*\)", r"SEQUENCE (SIZE(\1)) OF INTEGER (0..127)", text)
    # Names that are no names in C.
    text = re.sub(r"\blong\b", "longValue", text)
    text = re.sub(r"\b([a-z]\w*)-ex\b", r"\1Ex", text)
    if name == "MessageFrame":
        for message in DAY_II:
            text = re.sub(r"\n *" + message + r" FROM [^\n;]*", "", text)
    return text


def main():
    source, target = sys.argv[1:3]
    os.makedirs(target, exist_ok=True)
    for file in sorted(os.listdir(source)):
        name, extension = os.path.splitext(file)
        if extension == ".asn" and name not in LEFT_OUT:
            with open(os.path.join(source, file)) as stream:
                text = rewritten(stream.read(), name)
            with open(os.path.join(target, file), "w") as stream:
                stream.write(text)


main()
