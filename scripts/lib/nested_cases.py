"""Cases for models whose inputs are nested and conditional: every limit of every place, and both sides of every rule."""

import copy
import json

WRONG = {"string": "text", "integer": 7, "number": 4.5, "boolean": True, "array": [], "object": {}}
URL = "https://media.example/"
SHOTS = "model_params.multi_prompt"


def put(document, path, value):
    """The document with `value` at a path of keys and indexes; objects on the way are made."""
    document = copy.deepcopy(document)
    place = document
    for key in path[:-1]:
        place = place[key] if isinstance(place, list) else place.setdefault(key, {})
    place[path[-1]] = value
    return document


def without(document, path):
    document = copy.deepcopy(document)
    place = document
    for key in path[:-1]:
        place = place[key]
    place.pop(path[-1], None)
    return document


def look(document, dotted):
    for key in dotted.split("."):
        document = document.get(key) if isinstance(document, dict) else None
    return document


def field_of(path):
    """["a", "b", 0, "c"] → "a.b[0].c"."""
    return "".join(f"[{key}]" if isinstance(key, int) else ("." if at else "") + key for at, key in enumerate(path))


def types_of(schema):
    types = schema.get("type", [])
    return types if isinstance(types, list) else [types]


def shots(parts):
    return [{"index": at + 1, "prompt": f"shot {at + 1}", "duration": part} for at, part in enumerate(parts)]


def urls(name, count):
    return [f"{URL}{name}-{number}.png" for number in range(count)]


class NestedCases:
    """The cases of one model. Every case starts from the smallest valid input and changes one thing."""

    def __init__(self, document):
        self.document, self.schema, self.found = document, document["input"], []
        self.smallest = self.start()
        self.multi_shot = "multi_shot" in self.schema["properties"]["model_params"]["properties"]

    def start(self):
        given = {"model": self.document["id"]}
        if "prompt" in self.schema["properties"]:
            given["prompt"] = "a lighthouse in a storm"
        for name in ("image_start", "video_url"):
            if name in self.schema["properties"]:
                given[name] = URL + ("start.png" if name == "image_start" else "source.mp4")
        if "element_name" in self.schema["properties"]["model_params"]["properties"]:
            given["model_params"] = {"element_name": "Hero", "element_description": "a hero", "reference_type": "image_refer",
                                     "element_image_list": {"frontal_image": URL + "front.png", "refer_images": [{"image_url": URL + "side.png"}]}}
        return given

    def add(self, why, given, keyword=None, field=None):
        expect = {"keyword": keyword, "field": field} if keyword else "accept"
        self.found.append({"model": self.document["id"], "why": why, "input": given, "expect": expect})

    def all(self):
        self.add("the smallest valid input", self.smallest)
        self.add("a key the schema does not list is ignored", {**self.smallest, "no_such_field": [1]})
        self.object(self.schema, [], self.smallest)
        if self.multi_shot:
            self.shots()
        for rule in self.document["rules"]:
            getattr(self, rule["rule"])(rule)
        return self.found

    # One method a kind of place.

    def object(self, schema, path, given):
        for name, part in schema.get("properties", {}).items():
            self.place(part, [*path, name], given)
            if name in schema.get("required", []):
                self.add(f"{name} is required", without(given, [*path, name]), "required", field_of([*path, name]))
                if part.get("type") == "string" and "enum" not in part and "minLength" not in part and not path:
                    self.add(f"{name} must not be empty", put(given, [name], ""), "empty", name)

    def place(self, schema, path, given):
        field = field_of(path)
        for kind, value in WRONG.items():
            fits = kind in types_of(schema) or (kind == "integer" and "number" in types_of(schema))
            if "type" in schema and not fits:
                self.add(f"{field} is no {kind}", put(given, path, value), "type", field)
        for why, value in self.good(schema, path):
            self.add(f"{field}: {why}", self.beside(put(given, path, value), path, value))
        for why, value, keyword in self.bad(schema):
            self.add(f"{field}: {why}", put(given, path, value), keyword, field)
        if "properties" in schema:
            self.object(schema, path, put(given, path, look(given, ".".join(path)) or {}))
        if "items" in schema:
            self.list(schema, path, given)

    def list(self, schema, path, given):
        if schema["items"].get("type") == "object":
            item = {name: "1" if name == "element_id" else URL + name + ".png" for name in schema["items"].get("required", [])}
        else:
            item = urls(path[-1], 1)[0]
        inside = put(given, path, [item])
        if "maxItems" in schema:
            many = put(given, path, [item] * (schema["maxItems"] + 1))
            self.add(f"{field_of(path)} has at most {schema['maxItems']} items", many, "maxItems", field_of(path))
        if item in ("1", {"element_id": "1"}):
            for wrong in (7, "text", None):
                if wrong is not None:
                    self.add(f"an item of {field_of(path)} is no {type(wrong).__name__}", put(given, path, [wrong]), "type", field_of([*path, 0]))
            self.add("an element needs its id", put(given, path, [{}]), "required", field_of([*path, 0, "element_id"]))
            for wrong in (True, 4.5, [], {}):
                self.add(f"an element's id is no {json.dumps(wrong)}", put(given, path, [{"element_id": wrong}]), "type", field_of([*path, 0, "element_id"]))
            return
        self.add(f"{field_of(path)} takes one", inside)
        self.add(f"{field_of(path)} may be empty", put(given, path, []))
        self.add(f"an item of {field_of(path)} is no number", put(given, path, [7]), "type", field_of([*path, 0]))

    @staticmethod
    def beside(given, path, value):
        """The input with what a value of its field asks for."""
        if path == ["model_params", "multi_shot"] and value is True:
            given["model_params"].update({"shot_type": "customize", "multi_prompt": shots(["5"])})
        if path == ["model_params", "reference_type"] and value == "video_refer":
            given["model_params"]["element_video_list"] = {"video_url": URL + "hero.mp4"}
        return given

    def good(self, schema, path):
        yield from ((f"takes {json.dumps(value)}", value) for value in schema.get("enum", []))
        if "boolean" in types_of(schema):
            yield from (("takes " + json.dumps(value), value) for value in (True, False))
        for bound in ("minimum", "maximum"):
            if bound in schema:
                yield f"takes its {bound}", schema[bound]
        if "integer" in types_of(schema) and "maximum" in schema:
            yield "takes a whole number written with a fraction of zero", float(schema["maximum"])
        if path == ["callback_url"]:
            yield "takes a public HTTPS address", "https://example.com/hook?token=1"
            base = "https://example.com/"
            yield f"takes {schema['maxLength']} characters", base + "x" * (schema["maxLength"] - len(base))
        elif "maxLength" in schema:
            yield f"takes {schema['maxLength']} characters", "x" * schema["maxLength"]
            yield "counts characters, not bytes", "é" * schema["maxLength"]
        if path[-1].endswith(("image_end", "image_start", "video_url")):
            yield "takes an address", URL + path[-1]

    @staticmethod
    def bad(schema):
        if "enum" in schema:
            known = schema["enum"]
            for value in ("", f" {known[0]}", str(known[0]).upper() + "?", "4k", "intelligence"):
                yield f"does not take {json.dumps(value)}", value, "enum"
        if "minimum" in schema:
            yield "is not below its minimum", schema["minimum"] - 1, "minimum"
        if "maximum" in schema:
            yield "is not above its maximum", schema["maximum"] + 1, "maximum"
        if "maxLength" in schema:
            yield f"has at most {schema['maxLength']} characters", "x" * (schema["maxLength"] + 1), "maxLength"
        if "minLength" in schema:
            yield "must not be empty", "", "minLength"

    # Shots, which count only when multi_shot is true.

    def told(self, parts, **change):
        given = {key: value for key, value in self.smallest.items() if key != "prompt"}
        if "duration" in self.schema["properties"]:
            given["duration"] = sum(int(part) for part in parts) if parts else 5
        given["model_params"] = {"multi_shot": True, "shot_type": "customize", "multi_prompt": shots(parts), **change}
        return given

    def shots(self):
        longest = self.schema["properties"].get("duration", {}).get("maximum", 15)
        for parts in (["3"], ["1", "2"], ["1"] * 6, [str(longest)], [3, "2"], [5]):
            self.add(f"shots of {parts}", self.told(parts))
        for prompt in ("", "ignored"):
            self.add("with shots the prompt is ignored", {**self.told(["5"]), "prompt": prompt})
        self.add("with shots the prompt still has its limit", {**self.told(["5"]), "prompt": "x" * 2501}, "maxLength", "prompt")
        self.add("at most six shots", self.told(["1"] * 7), "maxItems", SHOTS)
        self.add("at least one shot", self.told([]), "minItems", SHOTS)
        for name, value, keyword in (("shot_type", None, "required"), ("shot_type", "intelligence", "enum"), ("shot_type", 1, "type"),
                                     ("multi_prompt", None, "required"), ("multi_prompt", {}, "type")):
            given = put(self.told(["5"]), ["model_params", name], value) if value is not None else without(self.told(["5"]), ["model_params", name])
            self.add(f"shots need {name}", given, keyword, "model_params." + name)
        for name, wrong in (("index", [("1", "type"), (0, "minimum"), (1.5, "type")]), ("prompt", [(7, "type"), ("", "minLength"), ("x" * 513, "maxLength")]),
                            ("duration", [("0", "enum"), ("16", "enum"), (0, "enum"), (4.5, "enum"), ("5s", "enum"), (True, "enum")])):
            place = ["model_params", "multi_prompt", 0, name]
            self.add(f"a shot needs its {name}", without(self.told(["5"]), place), "required", field_of(place))
            for value, keyword in wrong:
                self.add(f"a shot's {name} is not {json.dumps(value)[:20]}", put(self.told(["5"]), place, value), keyword, field_of(place))
        self.add("a shot takes 512 characters", put(self.told(["5"]), ["model_params", "multi_prompt", 0, "prompt"], "é" * 512))
        for ignored in ({"shot_type": "intelligence"}, {"multi_prompt": 7}, {"multi_shot": False, "shot_type": 1, "multi_prompt": shots(["1"] * 9)}):
            self.add("without multi_shot what concerns shots is ignored", {**self.smallest, "model_params": ignored})

    # One method a rule, named like it.

    def required_if(self, rule):
        path = rule["field"].split(".")
        if "unless" in rule:
            for why, given in (("missing", without(self.smallest, path)), ("empty", put(self.smallest, path, "")), ("blank", put(self.smallest, path, " \n"))):
                self.add(f"{rule['field']} is {why}", given, "required_if", rule["field"])
            return
        condition = rule["if"]
        given = put(self.smallest, condition["field"].split("."), condition["equals"])
        self.add(f"{rule['field']} is needed where {condition['field']} is {condition['equals']}", without(put(given, path, ""), path), "required_if", rule["field"])

    def sum_equals(self, rule):
        for parts, total in ((["5"], 4), (["5"], 6), (["5", "5"], 5), ([2, "2"], 5)):
            self.add(f"shots of {parts} are not {total}", {**self.told(parts), rule["field"]: total}, "sum_equals", rule["field"])
        ten = self.told(["5", "5"])
        self.add("shots of 10 are not the default", without(ten, [rule["field"]]), "sum_equals", rule["field"])

    def ascending(self, rule):
        for numbers in ((1, 1), (2, 1), (3, 2)):
            given = self.told(["2", "3"])
            for at, number in enumerate(numbers):
                given["model_params"]["multi_prompt"][at]["index"] = number
            self.add(f"shots numbered {numbers}", given, "ascending", f"{SHOTS}[1].index")
        given = self.told(["2", "3"])
        given["model_params"]["multi_prompt"][1]["index"] = 5
        self.add("shots numbered with a gap", given)

    def any_of(self, rule):
        given = self.smallest
        for name in rule["fields"]:
            given = without(given, name.split("."))
        self.add(f"{' or '.join(rule['fields'])} must be given", given, "any_of", rule["fields"][0])

    def needs(self, rule):
        given = without({**self.smallest, rule["field"]: URL + "end.png", "image_urls": urls("image", 1)}, [rule["with"]])
        self.add(f"{rule['field']} needs {rule['with']}", given, "needs", rule["field"])

    def fill(self, fields, count, given):
        """The input with `count` entries among lists and single fields, those given counted."""
        single = [name for name in fields if look(given, name) and isinstance(look(given, name), str)]
        return put(given, ["image_urls"], urls("image", count - len(single)))

    def items_at_most(self, rule):
        given = {**self.smallest, **({rule["with"]: URL + "end.png"} if rule.get("with") == "image_end" else {})}
        self.add(f"{rule['max']} of {', '.join(rule['fields'])}", self.fill(rule["fields"], rule["max"], given))
        # Of two images with an end frame none is left for the list.
        self.add(f"{rule['max'] + 1} of {', '.join(rule['fields'])}", self.fill(rule["fields"], rule["max"] + 1, given), "items_at_most", "image_urls")
        if SHOTS.replace("multi_prompt", "element_list") in rule["fields"]:
            three = put(self.fill(rule["fields"], rule["max"] - 1, given), ["model_params", "element_list"], [{"element_id": "1"}] * 2)
            self.add(f"{rule['max'] + 1} images and elements", three, "items_at_most", "image_urls")

    def max_items_with(self, rule):
        self.add(f"more than {rule['max']} elements with {rule['with']}", put(self.smallest, rule["list"].split("."), [{"element_id": "1"}] * (rule["max"] + 1)),
                 "max_items_with", rule["list"])

    def public_https(self, rule):
        for url in ("http://example.com/", "ftp://example.com/", "example.com", "https://", "https://localhost/", "https://localhost./", "https://a.localhost/",
                    "https://127.0.0.1/", "https://127.1/", "https://2130706433/", "https://0x7f.1/", "https://0177.0.0.1/", "https://10.0.0.1/",
                    "https://172.16.0.1/", "https://172.31.255.255/", "https://192.168.1.1:8443/", "https://169.254.169.254/", "https://0.0.0.0/",
                    "https://[::1]/", "https://[::ffff:10.0.0.1]/", "https://[fe80::1%25eth0]/", "https://[fd00::1]/", "https://example.com@10.0.0.1/",
                    "https://intranet/", "https://a.internal/", "https://example.com\\@10.0.0.1/"):
            self.add(f"callback_url {url}", {**self.smallest, "callback_url": url}, "public_https", rule["field"])
        for url in ("https://example.com", "HTTPS://Example.COM:8443/a?b#c", "https://8.8.8.8/", "https://172.32.0.1/", "https://[2606:4700::1111]/",
                    "https://user:word@example.com/"):
            self.add(f"callback_url {url}", {**self.smallest, "callback_url": url})
