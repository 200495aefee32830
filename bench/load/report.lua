-- Prints what one run of wrk measured as one line of JSON; adds nothing to the requests themselves.
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format(
    '@result {"requests":%d,"micros":%d,"bytes":%d,"p50":%d,"p90":%d,"p99":%d,"worst":%d,'
      .. '"connect":%d,"read":%d,"write":%d,"timeout":%d,"status":%d}\n',
    summary.requests, summary.duration, summary.bytes,
    latency:percentile(50), latency:percentile(90), latency:percentile(99), latency.max,
    e.connect, e.read, e.write, e.timeout, e.status))
end
