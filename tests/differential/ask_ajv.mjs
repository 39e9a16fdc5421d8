// node ask_ajv.mjs NODE_MODULES SCHEMAS.json < bodies.jsonl > verdicts.jsonl
//
// SCHEMAS.json is {model id: schema}; a body is {"model","input"}; a verdict is {"valid","violations":[{"path","keyword"}]}.
// Strict mode: a schema that ajv finds doubtful ends the run.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const [modules, schemaFile] = process.argv.slice(2);
const require = createRequire(modules + "/");
const Ajv2020 = require("ajv/dist/2020.js").default;

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true, validateFormats: false, logger: { log() {}, warn: fail, error: fail } });
const schemas = JSON.parse(readFileSync(schemaFile, "utf8"));
const validators = new Map(Object.entries(schemas).map(([model, schema]) => [model, ajv.compile(schema)]));

function fail(...words) {
  throw new Error(words.join(" "));
}

const step = (name) => "/" + name.replaceAll("~", "~0").replaceAll("/", "~1");

// The place of the value that is wrong: for a missing or unknown member, the member's.
function place(error) {
  if (error.keyword === "required") return error.instancePath + step(error.params.missingProperty);
  if (error.keyword === "additionalProperties") return error.instancePath + step(error.params.additionalProperty);
  return error.instancePath;
}

for await (const line of createInterface({ input: process.stdin })) {
  const { model, input } = JSON.parse(line);
  const validate = validators.get(model);
  const valid = validate(input);
  const errors = (validate.errors ?? []).filter((error) => error.keyword !== "if");
  process.stdout.write(JSON.stringify({ valid, violations: errors.map((error) => ({ path: place(error), keyword: error.keyword })) }) + "\n");
}
