"""The shared pace of all workers, as scripts that the server runs in one go, by its own clock.

There are two buckets for each engine, each of requests and of characters at once:

- The *line* gives each caller a moment, in the order in which they ask. So a hundred waiting threads call twice each
  instead of asking over and over, and none is passed over.
- The *truth* has what was really sent. A caller whose moment has come is let through when there is room. When workers
  were held up and come late together there is none, and they stand in line again: no window sees more than the limit.
"""

from __future__ import annotations

TAKE = """
local state, cooling, members = KEYS[1], KEYS[2], KEYS[3]
local member, member_seconds = ARGV[1], tonumber(ARGV[2])
local rates = {tonumber(ARGV[3]), tonumber(ARGV[4])}
local costs = {1, tonumber(ARGV[5])}
local longest, has_waited, burst = tonumber(ARGV[6]), ARGV[7] == '1', tonumber(ARGV[8])
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000

redis.call('ZADD', members, now, member)
redis.call('ZREMRANGEBYSCORE', members, '-inf', now - member_seconds)
redis.call('EXPIRE', members, math.ceil(member_seconds))
local alive = redis.call('ZCARD', members)
local cool = tonumber(redis.call('GET', cooling) or '0')

local function answer(wait)
    return {string.format('%.6f', wait), alive}
end
if rates[1] <= 0 and rates[2] <= 0 then
    return answer(math.max(0, cool - now))
end

-- What is left of the limits at a moment, and the seconds until there is enough. What is larger than all that can be
-- saved up goes when that is there, and leaves a debt.
local function filled(levels, seconds, most)
    local later = {}
    for i = 1, 2 do
        later[i] = math.min(rates[i] * most, levels[i] + rates[i] * math.max(0, seconds))
    end
    return later
end
local function until_enough(levels)
    local wait = 0
    for i = 1, 2 do
        if rates[i] > 0 then
            wait = math.max(wait, (math.min(costs[i], rates[i] * burst) - levels[i]) / rates[i])
        end
    end
    return wait
end
local function read(name, most)
    local found = redis.call('HMGET', state, name .. '_at', name .. '_requests', name .. '_characters')
    if not found[1] then
        return now, {rates[1] * most, rates[2] * most}
    end
    return tonumber(found[1]), {tonumber(found[2]), tonumber(found[3])}
end
local function write(name, at, levels)
    local left = {0, 0}
    for i = 1, 2 do
        if rates[i] > 0 then
            left[i] = levels[i] - costs[i]
        end
    end
    redis.call('HSET', state, name .. '_at', string.format('%.6f', at),
        name .. '_requests', string.format('%.6f', left[1]), name .. '_characters', string.format('%.6f', left[2]))
end

local truth_at, truth = read('truth', 2 * burst)
truth = filled(truth, now - truth_at, 2 * burst)
local truth_wait = until_enough(truth)
local has_room = cool <= now and truth_wait < 0.0005

local slot = now
if not (has_waited and has_room) then
    local line_at, line = read('line', burst)
    local base = math.max(now, cool, line_at)
    line = filled(line, base - line_at, burst)
    local wait = until_enough(line)
    slot = math.max(base + wait, now + truth_wait)
    if slot - now > longest then
        return answer(slot - now)
    end
    write('line', slot, filled(line, wait, burst))
end
local goes = has_room and slot - now < 0.0005
if goes then
    write('truth', now, truth)
end

-- An empty state is that of a pause: once both buckets are full again, nothing needs to be remembered.
local rest = 1
for i = 1, 2 do
    if rates[i] > 0 then
        rest = math.max(rest, 2 * burst + costs[i] / rates[i])
    end
end
redis.call('PEXPIRE', state, math.ceil((slot - now + 2 * rest) * 1000))
return answer(goes and 0 or math.max(0.001, slot - now))
"""
"""KEYS: state of the engine, its cool-down, the workers. ARGV: this worker, seconds for which it counts, requests and
characters a second (0 is no limit), characters of this request, longest wait, 1 when the caller has waited for its
moment, seconds of the limit that may go at once. Answers the seconds to wait, 0 for go, and the number of workers.
Beyond the longest wait nothing is reserved."""

COOL = """
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local before = tonumber(redis.call('GET', KEYS[1]) or '0')
local to = math.max(before, now + tonumber(ARGV[1]))
redis.call('SET', KEYS[1], string.format('%.6f', to), 'PX', math.max(1, math.ceil((to - now) * 1000)))
return 1
"""
"""KEYS: cool-down of the engine. ARGV: seconds. The later end of the old and the new one holds."""
