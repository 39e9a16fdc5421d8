// The adapter's half of driver protocol 1: reads lines, runs what they ask for side by side, writes lines.
//
//   serve({client, providers, capabilities, ops: {generate: async (run) => value}, explain: (error) => Failure})
//
// `run` is the host's message and besides: `run.tell(event, fields)`, and `run.signal`, aborted when the user gives up.
'use strict';
const readline = require('node:readline');

// stdout belongs to the protocol: what a client prints goes where its log is read.
console.log = console.info = console.debug = console.error;
// Each run brings its own key; a client that falls back on the environment would spend from another run's account.
for (const name of ['WAVESPEED_API_KEY', 'FAL_KEY', 'FAL_API_KEY', 'FAL_KEY_ID', 'FAL_KEY_SECRET', 'EVOLINK_API_KEY']) delete process.env[name];

// What went wrong, in the words of the protocol; `more` may hold task_id, http_status and retryable.
class Failure extends Error {
  constructor(category, message, more = {}) {
    super(message);
    Object.assign(this, { category, more });
  }
}

const write = (message) => process.stdout.write(JSON.stringify(message) + '\n');

function serve({ client, providers, ops, capabilities = [], explain = () => null, max_in_flight = 8 }) {
  const aborts = new Map();

  async function perform(run) {
    const abort = new AbortController();
    aborts.set(run.seq, abort);
    const tell = (event, fields = {}) => write({ type: 'event', seq: run.seq, event, ...fields });
    const result = (outcome, rest) => write({ type: 'result', seq: run.seq, outcome, ...rest });
    try {
      if (!Object.hasOwn(ops, run.op)) return result('unsupported', {});
      const value = await ops[run.op]({ ...run, tell, signal: abort.signal });
      result('ok', { value });
    } catch (error) {
      const said = error instanceof Failure ? error : explain(error) || new Failure('other', String(error?.message || error));
      const { task_id = null, http_status = null, retryable = false } = said.more;
      result('error', { error: { category: said.category, message: said.message, task_id, http_status, retryable } });
    } finally {
      aborts.delete(run.seq);
    }
  }

  const handlers = {
    hello: () => write({
      type: 'hello', protocol: 1, client: { language: 'javascript', ...client }, providers, max_in_flight,
      ops: Object.keys(ops), capabilities,
    }),
    run: (message) => void perform(message),
    control: ({ seq, do: what }) => what === 'abort' && aborts.get(seq)?.abort(),
    stop: () => process.exit(0),
  };
  readline.createInterface({ input: process.stdin })
    .on('line', (line) => {
      const message = JSON.parse(line);
      handlers[message.type]?.(message);
    })
    .on('close', () => process.exit(0));
}

module.exports = { serve, Failure };
