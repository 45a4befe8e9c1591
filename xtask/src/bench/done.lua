-- Tells how it went, as one line of JSON. Appended to each of the other scripts; `others` counts answers that are not 200
-- where a script looks at each of them, and `other_status` is the first of them.

local threads = {}

function setup(thread)
   threads[#threads + 1] = thread
end

function done(summary, latency, requests)
   local others, first = 0, 0
   for _, thread in ipairs(threads) do
      others = others + (thread:get("others") or 0)
      first = thread:get("other_status") or first
   end
   local errors = summary.errors
   io.write(string.format(
      '{"requests":%d,"microseconds":%d,"errors":{"connect":%d,"read":%d,"write":%d,"timeout":%d,"status":%d,"others":%d,"first":%d},' ..
      '"latency":{"p50":%d,"p90":%d,"p99":%d,"p999":%d,"max":%d}}\n',
      summary.requests, summary.duration,
      errors.connect, errors.read, errors.write, errors.timeout, errors.status, others, first,
      latency:percentile(50), latency:percentile(90), latency:percentile(99), latency:percentile(99.9), latency.max))
end
