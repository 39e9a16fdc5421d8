"""python check_openapi.py BODIES < {id: {"document", "schema"}, …}: whether OpenAPI documents are valid and mean what our schemas do.

BODIES has a line {"model", "input"} for every body to judge. Each document must be valid OpenAPI, and its input schema must accept and
refuse as ours does.
"""

import json
import sys

from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012


def input_validator(document):
    """For the schema of what a POST to the endpoint takes."""
    (post,) = [path["post"] for path in document["paths"].values() if "post" in path]
    reference = post["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    resource = Resource.from_contents(document, default_specification=DRAFT202012)
    return Draft202012Validator({"$ref": "urn:document" + reference}, registry=Registry().with_resource("urn:document", resource))


def main():
    endpoints = json.load(sys.stdin)
    wrong = judged = accepted = 0
    ours, theirs = {}, {}
    for endpoint, entry in endpoints.items():
        # Documents call themselves 3.0 but write null and const as 3.1 does.
        for error in OpenAPIV31SpecValidator({**entry["document"], "openapi": "3.1.0"}).iter_errors():
            wrong += 1
            print(f"FAIL {endpoint}: {error.message[:300]}")
        ours[endpoint], theirs[endpoint] = Draft202012Validator(entry["schema"]), input_validator(entry["document"])
    with open(sys.argv[1], encoding="utf-8") as lines:
        for line in lines:
            body = json.loads(line)
            verdicts = ours[body["model"]].is_valid(body["input"]), theirs[body["model"]].is_valid(body["input"])
            judged, accepted = judged + 1, accepted + verdicts[0]
            if verdicts[0] != verdicts[1]:
                wrong += 1
                print(f"FAIL {body['model']}: our schema says {verdicts[0]}, the document {verdicts[1]}: {line[:300]}")
    print(f"OpenAPI: {len(endpoints)} documents, {judged} bodies of which {accepted} accepted, {wrong} problems")
    return 1 if wrong or not 0 < accepted < judged else 0


if __name__ == "__main__":
    sys.exit(main())
