-- Sends e-mail and password, of another person each time: PATH PASSWORD NAME FIRST PEOPLE. They are NAME and a number,
-- from FIRST on, and after PEOPLE of them from the beginning. Each comes from a network of its own, as a proxy tells it.

local path, body, name, first, people
local sent = 0
others = 0

function init(args)
   path, name, first, people = args[1], args[3], tonumber(args[4]), tonumber(args[5])
   body = "%40example.org&password=" .. args[2]:gsub(" ", "+")
   wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
end

function request()
   local number = first + sent % people
   local network = first + sent
   sent = sent + 1
   wrk.headers["X-Forwarded-For"] = string.format(
      "20.%d.%d.%d", math.floor(network / 65536) % 256, math.floor(network / 256) % 256, network % 256)
   return wrk.format("POST", path, nil, "email=" .. name .. number .. body)
end

function response(status)
   if status ~= 200 then
      others = others + 1
      other_status = other_status or status
   end
end
