// Loaded into every Node.js process that `mockling run` starts. Many clients there open their connections themselves,
// whatever a proxy variable says; so the one place that all of them go through is told where the providers' hosts are.
'use strict';

const net = require('node:net');
const {hosts, http, https, passthrough} = JSON.parse(process.env.MOCKLING_CAPTURE);
const here = new Set(hosts);
const connect = net.Socket.prototype.connect;

const isLoopback = (host) => host === 'localhost' || host === '::1' || host === '[::1]' || /^127\.[0-9.]+$/.test(host);

function refusal(host) {
  const error = new Error(
    `mockling lets no request leave this machine, and ${host} is no provider's host; --passthrough lets it through`);
  return Object.assign(error, {code: 'ERR_MOCKLING_REFUSED', syscall: 'connect', hostname: host});
}

// Told to the proxy too, so that the report at the end knows of it.
function tell(host, port) {
  if (!process.env.MOCKLING_PROXY) return;
  const proxy = new URL(process.env.MOCKLING_PROXY);
  const teller = new net.Socket();
  teller.on('error', () => {});
  teller.on('connect', () => teller.end(`CONNECT ${host.includes(':') ? `[${host}]` : host}:${port} HTTP/1.1\r\nHost: ${host}\r\n\r\n`));
  connect.call(teller, {host: proxy.hostname, port: Number(proxy.port)});
  teller.unref();
}

// The arguments as net.connect() takes them: (options), (port, host) or (path), in a list of their own or not.
function optionsOf(given) {
  const list = Array.isArray(given[0]) ? given[0] : given;
  const first = list[0];
  if (first !== null && typeof first === 'object') return first;
  const isPath = typeof first === 'string' && !/^[0-9]+$/.test(first);
  return isPath ? {path: first} : {port: first, host: typeof list[1] === 'string' ? list[1] : undefined};
}

net.Socket.prototype.connect = function (...given) {
  const options = optionsOf(given);
  const host = String(options.host ?? 'localhost').toLowerCase();
  if (options.path || isLoopback(host) || (passthrough && !here.has(host))) return connect.apply(this, given);
  const callback = (Array.isArray(given[0]) ? given[0] : given).find((each) => typeof each === 'function');
  if (here.has(host))
    return connect.call(this, {...options, host: '127.0.0.1', port: Number(options.port) === 80 ? http : https}, callback);
  tell(host, Number(options.port) || 443);
  this.connecting = true;
  process.nextTick(() => this.destroy(refusal(host)));
  return this;
};
