"""Random request bodies over input schemas: valid ones, ones with one or a few things wrong, and odd JSON.

Bodies are made as JSON *text*, because what is interesting is how a value is written (5.0, -0, 1e400, é as \\u00e9,
a member twice). Same seed, same bodies.
"""

import json

URLS = ["https://media.example/a.png", "https://media.example/ünï/%20.mp4?x=1&y=2", "data:image/png;base64,iVBORw0KGgo=", "a", ""]
WORDS = ["", " ", "a quiet harbour", "é", "日本語のプロンプト", "👩‍🚀 in space", "\u0000", "line\nbreak\t\"quoted\" \\ back", "<<<element_1>>> walks", "x" * 512,
         "x" * 513, "é" * 512, "👍" * 512, "👍" * 513, "x" * 2500, "x" * 2501, "👍" * 2500, "\u202eright to left", "null", "5", "true"]
NUMBERS = ["0", "-0", "-0.0", "1", "1.0", "1e0", "10e-1", "0.5", "5e-1", "0.8", "0.79999999999999999", "0.7999", "2", "2.0000001", "2.00000000000000000001",
           "3", "3.0", "4.5", "5", "5.0", "5e0", "50e-1", "0.05e2", "5.0000001", "5.00000000000000000001", "10", "1e1", "15", "16", "-5", "1e-400", "1e400",
           "-1e400", "9007199254740993", "18446744073709551616", "-9223372036854775809", "123456789012345678901234567890", "1e30"]


def text(value):
    return json.dumps(value, ensure_ascii=False)


def object_text(members):
    """An object from (name, JSON text) pairs, which may repeat a name."""
    return "{" + ",".join(text(name) + ":" + value for name, value in members) + "}"


class Maker:
    def __init__(self, random):
        self.random = random

    def body(self, schema):
        """One body for the root schema, as text."""
        kind = self.random.random()
        if kind < 0.03:
            return self.anything(0)
        members = self.members(schema, wrong=0.0 if kind < 0.4 else 0.15)
        if kind > 0.65:
            members = self.disturb(schema, members)
        # A number beyond every double counts where it stands; a parser that only keeps the last member never sees it.
        later = [{name for name, _ in members[index + 1:]} for index in range(len(members))]
        return object_text([(name, value) for (name, value), after in zip(members, later) if "e400" not in value or name not in after])

    def members(self, schema, wrong):
        required = schema.get("required", [])
        chosen = [name for name in schema.get("properties", {}) if name in required or self.random.random() < 0.5]
        self.random.shuffle(chosen)
        return [(name, self.value(schema["properties"][name], wrong)) for name in chosen]

    def disturb(self, schema, members):
        """Leaves out, adds, repeats or respells members."""
        names = list(schema.get("properties", {})) or ["x"]
        for _ in range(self.random.choice([1, 1, 2])):
            what = self.random.choice([0, 1, 2, 2, 2, 2, 3, 4])
            if what == 0 and members:
                members.pop(self.random.randrange(len(members)))
            elif what == 1:
                members.append((self.random.choice(["extra", "model", "", "a/b", "m~n", "Prompt", "ünknown", "__proto__x", "enable_base64_output"]), self.anything(1)))
            elif what == 2:
                name = self.random.choice(names)
                members.append((name, self.value(schema["properties"][name], 0.5)))
            elif what == 3 and members:
                index = self.random.randrange(len(members))
                members[index] = (members[index][0], self.anything(0))
            elif members:
                index = self.random.randrange(len(members))
                members[index] = (members[index][0].upper(), members[index][1])
        return members

    def value(self, schema, wrong):
        """Mostly a value that fits the schema; with probability `wrong` one that may not."""
        if self.random.random() < wrong:
            return self.anything(0) if self.random.random() < 0.2 else self.edge(schema)
        if "enum" in schema:
            option = self.random.choice(schema["enum"])
            return self.respelled(option)
        kinds = schema.get("type", "string")
        kind = kinds if isinstance(kinds, str) else self.random.choice(kinds)
        if kind == "null":
            return "null"
        if kind == "string":
            words = [word for word in URLS + WORDS if len(word) <= schema.get("maxLength", 10**9)]
            return self.string(self.random.choice(words))
        if kind in ("number", "integer"):
            low, high = schema.get("minimum", 0), schema.get("maximum", 20)
            return text(self.random.choice([low, high, (low + high) / 2, round(self.random.uniform(low, high), 3)]))
        if kind == "boolean":
            return self.random.choice(["true", "false"])
        if kind == "array":
            count = self.random.randint(schema.get("minItems", 0), schema.get("maxItems", 3))
            return "[" + ",".join(self.value(schema.get("items", {}), wrong / 2) for _ in range(count)) + "]"
        return object_text(self.members(schema, wrong))

    def edge(self, schema):
        """A value at or just beyond one of the schema's limits."""
        tries = [text(None), self.random.choice(['""', "[]", "{}"])]
        for bound in ("minimum", "maximum"):
            if bound in schema:
                tries += [text(schema[bound] + delta) for delta in (-1, -0.001, 0, 0.001, 1)] + [text(float(schema[bound]))]
        if "maxLength" in schema:
            tries += [self.string(letter * (schema["maxLength"] + delta)) for letter in ("x", "é", "👍") for delta in (-1, 0, 1)]
        if "enum" in schema and isinstance(schema["enum"][0], int):
            tries += [text(option + delta) for option in (min(schema["enum"]), max(schema["enum"])) for delta in (-1, 0.5, 1)] + [text(str(schema["enum"][0]))]
        elif "enum" in schema:
            tries += [text(schema["enum"][0] + " "), text(schema["enum"][0].upper()), text(schema["enum"])]
        for bound, delta in (("maxItems", 1), ("maxItems", 0), ("minItems", -1)):
            if bound in schema:
                tries.append("[" + ",".join([self.value(schema["items"], 0)] * max(0, schema[bound] + delta)) + "]")
        return self.random.choice(tries)

    def respelled(self, option):
        if option is None:
            return "null"
        if isinstance(option, str):
            return self.string(option)
        return self.random.choice([text(option), text(option), text(float(option)), f"{option}e0", f"{option}0e-1", f"{option}.000"])

    def string(self, value):
        """The same text, sometimes with escapes instead of characters."""
        return json.dumps(value, ensure_ascii=self.random.random() < 0.3)

    def anything(self, depth):
        """Any JSON at all. Numbers that overflow a double stay at the top, where every schema constrains them."""
        kind = self.random.randrange(8 if depth < 4 else 5)
        if kind == 0:
            return self.random.choice(["null", "true", "false"])
        if kind == 1:
            return self.random.choice(NUMBERS if depth == 0 else [number for number in NUMBERS if "e400" not in number])
        if kind < 5:
            return self.string(self.random.choice(WORDS + URLS))
        if kind == 5:
            return "[" + ",".join(self.anything(depth + 1) for _ in range(self.random.randint(0, 4))) + "]"
        if kind == 6:
            return object_text([(self.random.choice(["prompt", "duration", "element_id", "x", ""]), self.anything(depth + 1)) for _ in range(self.random.randint(0, 4))])
        levels = self.random.randint(5, 30)
        return "[" * levels + "1" + "]" * levels


def bodies(schemas, random, count):
    """`count` bodies as (model, JSON text), spread evenly over the models."""
    maker, models = Maker(random), sorted(schemas)
    return [(models[index % len(models)], maker.body(schemas[models[index % len(models)]])) for index in range(count)]
