-- wrk … -s load.lua URL -- METHOD BODY_FILE|- [KEY_FILE]
-- With KEY_FILE (lines "KEY PATH") each request takes the next line's key and path. Prints the outcome as one JSON line.

local function bytes_of(path)
  local file = assert(io.open(path, "rb"))
  local bytes = file:read("*a")
  file:close()
  return bytes
end

function init(args)
  wrk.method = args[1]
  if args[2] ~= "-" then
    wrk.body = bytes_of(args[2])
    wrk.headers["Content-Type"] = "application/json"
  end
  if not args[3] then return end

  local requests, at = {}, 0
  for key, path in bytes_of(args[3]):gmatch("(%S+) (%S+)\n") do
    wrk.headers["Authorization"] = "Bearer " .. key
    requests[#requests + 1] = wrk.format(nil, path)
  end
  function request()
    at = at % #requests + 1
    return requests[at]
  end
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"micros":%d,"p50":%d,"p99":%d,"max":%d,"connect":%d,"read":%d,"write":%d,"status":%d,"timeout":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), latency.max,
    errors.connect, errors.read, errors.write, errors.status, errors.timeout))
end
