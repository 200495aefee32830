package io.xynergy.gateway.redis;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What Redis runs by itself, so that nobody comes in between. Times are in eighths of a microsecond
 * since 2025, by the server's clock alone.
 *
 * @param text in Lua 5.1
 * @param digest by which the server knows it once it has seen it
 */
record Script(String text, String digest) {

    /**
     * The time is the last argument where a test turns the clock; keys then stay for longer, as
     * they end by the server's own.
     */
    private static final String NOW =
            """
            local now, spare = tonumber(ARGV[#ARGV]), 3600000
            if now < 0 then
              spare = 0
              local t = redis.call('TIME')
              now = (tonumber(t[1]) - 1735689600) * 8000000 + tonumber(t[2]) * 8
            end
            """;

    /** The argument for the time that has the server's own taken. */
    static final String SERVER_TIME = "-1";

    /**
     * Units by the generic cell rate algorithm, in terms of {@code docs/HTTP.md}. A debt greater
     * than the tolerance means that the clock went back; it then counts as the tolerance.
     *
     * <p>KEYS: the caller's time at which nothing is owed. ARGV: emission, tolerance, units wanted,
     * time. Result: units; time until one more can be had; time until nothing is owed; the time of
     * this, or 0 if nothing is given.
     */
    static final Script TAKE =
            of(
                    NOW
                            + """
                            local em, tol, want = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
                            local tat = tonumber(redis.call('GET', KEYS[1]) or now) or now
                            tat = math.min(math.max(tat, now), now + tol)
                            local got = math.min(want, math.floor((tol - (tat - now)) / em))
                            if got < 1 then
                              return {0, tat - now + em - tol, tat - now, 0}
                            end
                            local new = tat + em * got
                            redis.call('SET', KEYS[1], string.format('%.0f', new), 'PX', spare + math.ceil((new - now) / 8000))
                            return {got, math.max(0, new + em - tol - now), new - now, now}
                            """);

    /**
     * Takes units back, but for what the time since they were given has earned: had they not been
     * given, at most that much more of it would have gone by without a debt. So nothing is earned
     * twice, whoever has taken units since.
     *
     * <p>KEYS: the same. ARGV: emission, units, the time at which they were given, time. Result: 1
     * if anything was taken back.
     */
    static final Script GIVE_BACK =
            of(
                    NOW
                            + """
                            local tat = tonumber(redis.call('GET', KEYS[1]) or now) or now
                            local back = tonumber(ARGV[1]) * tonumber(ARGV[2]) - math.max(0, now - tonumber(ARGV[3]))
                            if back <= 0 or tat <= now then return 0 end
                            local new = tat - back
                            if new <= now then
                              redis.call('DEL', KEYS[1])
                            else
                              redis.call('SET', KEYS[1], string.format('%.0f', new), 'PX', spare + math.ceil((new - now) / 8000))
                            end
                            return 1
                            """);

    /**
     * Says that a process is there, and how many are. A process that has said nothing for 5 seconds
     * is not.
     *
     * <p>KEYS: a sorted set of processes by their last time. ARGV: this process, time.
     */
    static final Script BEAT =
            of(
                    NOW
                            + """
                            redis.call('ZADD', KEYS[1], string.format('%.0f', now), ARGV[1])
                            redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now - 40000000))
                            redis.call('PEXPIRE', KEYS[1], 10000)
                            return {redis.call('ZCARD', KEYS[1])}
                            """);

    private static Script of(String text) {
        try {
            byte[] sha1 =
                    MessageDigest.getInstance("SHA-1")
                            .digest(text.getBytes(StandardCharsets.US_ASCII));
            return new Script(text, HexFormat.of().formatHex(sha1));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JVM has it
        }
    }
}
