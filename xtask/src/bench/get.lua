-- Asks for one path: PATH ACCEPT ENCODING, and with COOKIE SECRETS as one of the people whose secrets are in that file,
-- drawn anew for each request.

local before, after, secrets = nil, nil, {}

function init(args)
   local path, accept, encoding, cookie, file = args[1], args[2], args[3], args[4], args[5]
   wrk.headers["Accept"] = accept
   wrk.headers["Accept-Encoding"] = encoding
   local head = wrk.format("GET", path)
   if not cookie then
      before, after, secrets = head, "", { "" }
      return
   end
   -- The head ends with an empty line, before which the cookie belongs.
   before, after = head:sub(1, -3) .. "Cookie: " .. cookie .. "=", "\r\n\r\n"
   for line in io.lines(file) do
      secrets[#secrets + 1] = line
   end
   math.randomseed(1)
end

function request()
   return before .. secrets[math.random(#secrets)] .. after
end
