// A receiver of webhooks as one would write it, and on demand with one mistake in it.
// Environment: PROVIDER, SECRET, PROVIDER_URL (where the provider's API is), MISTAKE (empty: none). Prints its port.
"use strict";
const crypto = require("crypto"), http = require("http");
const { PROVIDER, SECRET, PROVIDER_URL, MISTAKE } = process.env;
const TOLERANCE = 300;
const completions = new Map(), done = new Set();
let keys = [];

const fetchJson = async (path) => (await fetch(PROVIDER_URL + path, { headers: { Authorization: "Bearer webhook-lab" } })).json();

async function fetchKeys() {
  const set = await fetchJson("/rest.fal.ai/.well-known/jwks.json");
  keys = set.keys.map(({ x }) => crypto.createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" }));
}

function fresh(stamp) {
  if (MISTAKE === "no-timestamp-check") return true;
  return /^\d+$/.test(stamp ?? "") && Math.abs(Date.now() / 1000 - Number(stamp)) <= TOLERANCE;
}

function rightSecret(headers, body) {
  if (!headers["webhook-id"] || !fresh(headers["webhook-timestamp"])) return false;
  const message = Buffer.concat([Buffer.from(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.`), body]);
  const wanted = Buffer.from("v3," + crypto.createHmac("sha256", SECRET.replace(/^whsec_/, "")).update(message).digest("hex"));
  return (headers["webhook-signature"] ?? "").split(" ").some((one) => {
    const given = Buffer.from(one);
    return given.length === wanted.length && crypto.timingSafeEqual(given, wanted);
  });
}

async function rightKey(headers, body) {
  const [id, user, stamp, signature] = ["request-id", "user-id", "timestamp", "signature"].map((name) => headers["x-fal-webhook-" + name]);
  if (!id || !user || !signature || !fresh(stamp)) return false;
  const lines = [id, user, stamp, crypto.createHash("sha256").update(body).digest("hex")].join("\n");
  const fits = () => keys.some((key) => crypto.verify(null, Buffer.from(lines), key, Buffer.from(signature, "hex")));
  if (fits()) return true;
  await fetchKeys(); // the key may be a new one
  return fits();
}

async function genuine(headers, body) {
  if (MISTAKE === "no-verification") return true;
  if (MISTAKE === "reserialised-body") {
    try {
      body = Buffer.from(JSON.stringify(JSON.parse(body)));
    } catch {
      return false;
    }
  }
  if (PROVIDER === "wavespeed") return rightSecret(headers, body);
  if (PROVIDER === "fal") return rightKey(headers, body);
  return true; // nothing is signed: the task is asked for instead
}

// What a delivery says of its task: its id, whether it is completed, its clip.
function read(event) {
  if (PROVIDER === "fal") return { id: event.request_id, completed: event.status === "OK", clip: event.payload?.video?.url };
  return { id: event.id, completed: event.status === "completed", clip: event.outputs?.[0] ?? event.results?.[0] };
}

async function work(task) {
  if (task.clip) await (await fetch(task.clip)).arrayBuffer();
}

async function complete(task) {
  if (!task.completed) return;
  if (PROVIDER === "evolink" && MISTAKE !== "no-verification") {
    const asked = await fetchJson("/v1/tasks/" + encodeURIComponent(task.id));
    if (asked.status !== "completed") return;
  }
  if (done.has(task.id) && MISTAKE !== "no-dedupe") return;
  done.add(task.id);
  completions.set(task.id, (completions.get(task.id) ?? 0) + 1);
}

async function receive(request, response, body) {
  if (!(await genuine(request.headers, body))) return response.writeHead(401).end();
  const task = read(JSON.parse(body));
  if (MISTAKE === "ack-after-work") await work(task);
  await complete(task);
  response.writeHead(200).end();
  if (MISTAKE !== "ack-after-work") work(task).catch(() => {});
}

const server = http.createServer((request, response) => {
  const url = new URL(request.url, "http://receiver");
  if (request.method === "GET") return response.end(String(completions.get(url.searchParams.get("id")) ?? 0));
  const pieces = [];
  request.on("data", (piece) => pieces.push(piece));
  request.on("end", () => receive(request, response, Buffer.concat(pieces)).catch(() => response.writeHead(400).end()));
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
