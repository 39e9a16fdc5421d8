// Asks what standard input lists, all at once, with fetch; prints what became of each as one JSON line.
import {readFileSync} from "node:fs";

const outcome = async ({url, method, headers, body, follow, seconds}) => {
  try {
    const answer = await fetch(url, {method, headers, body, redirect: follow ? "follow" : "manual", signal: AbortSignal.timeout(seconds * 1000)});
    const bytes = Buffer.from(await answer.arrayBuffer());
    return {status: answer.status, headers: Object.fromEntries(answer.headers), body: bytes.toString("base64")};
  } catch (error) {
    const cause = error.cause ?? error;
    if (error.name === "TimeoutError") return {error: "timeout"};
    if (/redirect/.test(cause.message)) return {error: "redirects"};
    return {error: cause.code ?? cause.message};
  }
};

const asked = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(await Promise.all(asked.map(outcome))));
